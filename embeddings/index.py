"""Vectors to their nearest rows: an exact FAISS index over inner products, with our own ids.

Kinds: 32-bit rows up to 20,000, 16-bit rows above, chosen by size and changed as it grows. Readers never wait and never
see a half-made change: a writer works on a copy and swaps it in. Not here: approximate kinds, persistence of anything
but the rows.
"""

import hashlib
import os
import threading
from pathlib import Path
from typing import Any, NamedTuple

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors
from embeddings.errors import VectorError

FLAT_LIMIT = 20_000
TIES = 16  # FAISS returns equal scores in heap order: fetch this many more, sort, then cut

Ids = NDArray[np.int64]


class Neighbours(NamedTuple):
    """The nearest rows of one question, best first; equal scores in order of id."""

    ids: Ids
    scores: NDArray[np.float32]


class VectorIndex:
    """Rows of length 1 under int64 ids, searched exactly by inner product (the cosine, −1 to 1)."""

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._index: Any = _empty(dimension, 0)
        self._writing = threading.Lock()

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def ids(self) -> Ids:
        """Return all ids, in the order they were added: (n,) int64."""
        index = self._index  # kept while it is read: a writer may swap it, and its id_map would go with it
        return np.array(faiss.vector_to_array(index.id_map), dtype=np.int64)

    def update(self, ids: Ids, rows: Vectors, remove: Ids) -> None:
        """Take out the ids in `remove` (those not present are passed over), then add `rows` under `ids`, in one step.

        Raises VectorError for rows of another width or dtype, rows that are not finite, or ids already present.
        """
        with self._writing:
            self._check(ids, rows, remove)
            keep = ~np.isin(self.ids, remove)
            size = int(keep.sum()) + len(ids)
            if _kind(size) == _kind(len(self)):
                index: Any = faiss.clone_index(self._index)
                if not keep.all():
                    index.remove_ids(np.ascontiguousarray(remove))
            else:
                index = _empty(self.dimension, size)
                index.add_with_ids(self._rows()[keep], self.ids[keep])
            if len(ids):
                index.add_with_ids(np.ascontiguousarray(rows), np.ascontiguousarray(ids))
            self._index = index

    def search(self, questions: Vectors, k: int, among: Ids | None = None) -> list[Neighbours]:
        """Return for each question its `k` nearest rows, or all of them where there are fewer; exactly.

        With `among` only rows of these ids are searched; ids that are not present are passed over.
        Raises VectorError for questions of another width or dtype, or ones that are not finite.
        """
        index = self._index
        self._check_rows(questions)
        most = min(k, index.ntotal if among is None else len(among))
        if most <= 0:
            return [Neighbours(np.empty(0, np.int64), np.empty(0, np.float32)) for _ in questions]
        selector = None if among is None else faiss.SearchParameters(sel=_selector(among))  # type: ignore[call-arg]
        scores, ids = index.search(np.ascontiguousarray(questions), min(most + TIES, index.ntotal), params=selector)
        found = []
        for row_scores, row_ids in zip(scores, ids, strict=True):
            present = int((row_ids >= 0).sum())  # FAISS fills up with −1 where it finds fewer
            order = np.lexsort((row_ids[:present], -row_scores[:present]))[:most]
            found.append(Neighbours(row_ids[order], row_scores[order]))
        return found

    def save(self, path: Path) -> str:
        """Write the index so that `path` holds the old file or the new one, never a part; return its sha256.

        Raises VectorError when it cannot be written.
        """
        content = faiss.serialize_index(self._index).tobytes()
        temporary = path.with_suffix(".new")
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
            folder = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise VectorError(f"vector index {path} cannot be written: {error.strerror}") from error
        return hashlib.sha256(content).hexdigest()

    @classmethod
    def load(cls, path: Path, dimension: int, sha256: str) -> "VectorIndex":
        """Return the index saved at `path`.

        Raises VectorError when the file is missing, its content differs from `sha256`, or its width is another.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            raise VectorError(f"vector index {path}: {error.strerror}") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise VectorError(f"vector index {path} is damaged: its sha256 is not the one recorded")
        loaded = cls(dimension)
        try:
            loaded._index = faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8))
        except RuntimeError as error:
            raise VectorError(f"vector index {path} cannot be read: {error}") from error
        if loaded._index.d != dimension:
            raise VectorError(f"vector index {path} has rows of {loaded._index.d} numbers, not {dimension}")
        return loaded

    def _rows(self) -> Vectors:
        rows: Vectors = self._index.index.reconstruct_n(0, len(self))
        return rows

    def _check(self, ids: Ids, rows: Vectors, remove: Ids) -> None:
        self._check_rows(rows)
        if len(ids) != len(rows):
            raise VectorError(f"{len(ids)} ids for {len(rows)} vectors")
        present = np.setdiff1d(self.ids, remove)
        if len(np.unique(ids)) != len(ids) or np.isin(ids, present).any():
            raise VectorError("an id is given twice or is in the index already")

    def _check_rows(self, rows: Vectors) -> None:
        if rows.ndim != 2 or rows.shape[1] != self.dimension or rows.dtype != np.float32:
            raise VectorError(f"vectors of shape {rows.shape} and type {rows.dtype}; "
                              f"expected (n, {self.dimension}) float32")
        if not np.isfinite(rows).all():
            raise VectorError("a vector holds a number that is not finite")


def _selector(ids: Ids) -> Any:
    """Return what tells FAISS which ids to look at: a bit for each id up to the largest."""
    chosen = np.zeros(int(ids.max()) + 1, dtype=bool)
    chosen[ids] = True
    return faiss.IDSelectorBitmap(np.packbits(chosen, bitorder="little"))  # type: ignore[arg-type, call-arg]


def _kind(size: int) -> str:
    return "Flat" if size <= FLAT_LIMIT else "SQfp16"


def _empty(dimension: int, size: int) -> Any:
    rows = faiss.IndexFlatIP(dimension) if _kind(size) == "Flat" else faiss.IndexScalarQuantizer(
        dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    return faiss.IndexIDMap2(rows)
