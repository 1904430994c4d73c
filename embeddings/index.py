"""Vectors to their nearest rows, by inner product, with our own ids.

Most rows stand in a base that is never changed, but made anew when what came or went since has grown large; the recent
ones stand beside it in an exact index, and what was removed from the base is hidden. So a change costs what is new, and
readers never wait nor see a half-made change: a writer swaps the whole state.
"""

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from embeddings.durable import put_in_place, sha256_of
from embeddings.encoder import Vectors
from embeddings.errors import VectorError
from embeddings.rows import FLAT_LIMIT, NONE, Ids, Rows

GROWTH = 4  # the base is made anew once a share of 1/4 of it is recent, or hidden, and more than `FLAT_LIMIT` rows are


class Neighbours(NamedTuple):
    """The nearest rows of one question, best first; equal scores in order of id."""

    ids: Ids
    scores: NDArray[np.float32]


class _State(NamedTuple):
    base: Rows
    recent: Rows
    hidden: Ids  # sorted

    def __len__(self) -> int:
        return len(self.base) - len(self.hidden) + len(self.recent)

    @property
    def ids(self) -> Ids:
        base = self.base.ids
        return np.concatenate([base[~np.isin(base, self.hidden)] if len(self.hidden) else base, self.recent.ids])

    def chunks(self) -> Iterator[tuple[Ids, Vectors]]:
        yield from self.base.chunks(self.hidden)
        yield from self.recent.chunks(NONE)


class VectorIndex:
    """Rows of length 1 under int64 ids, searched by inner product (the cosine, −1 to 1).

    Up to `embeddings.rows.EXACT_LIMIT` rows every search is exact; beyond, one that is not among few ids finds most of
    the exact nearest.
    """

    def __init__(self, dimension: int) -> None:
        self.dimension = dimension
        self._state = _State(Rows.empty(dimension), Rows.empty(dimension), NONE)
        self._written: tuple[Rows, str] | None = None  # a base that is in a file, and its sha256
        self._writing = threading.Lock()

    def __len__(self) -> int:
        return len(self._state)

    @property
    def ids(self) -> Ids:
        """Return all ids: (n,) int64."""
        return self._state.ids

    @property
    def kind(self) -> str:
        """Return the kind of the base, or of the recent rows where there is no base."""
        state = self._state
        return (state.base if len(state.base) else state.recent).kind

    @property
    def recall(self) -> float:
        """Return the share, 0 to 1, of the exact ten nearest that a search found when the base was made."""
        return self._state.base.recall

    def update(self, ids: Ids, rows: Vectors, remove: Ids) -> None:
        """Take out the ids in `remove` (those not present are passed over), then add `rows` under `ids`, in one step.

        Raises VectorError for rows of another width or dtype, rows that are not finite, or ids already present.
        """
        with self._writing:
            base, recent, hidden = self._state
            self._check(ids, rows, remove)
            hidden = np.union1d(hidden, np.intersect1d(remove, base.ids))
            state = _State(base, recent.changed(ids, rows, remove), hidden)
            if max(len(state.recent), len(hidden)) > max(FLAT_LIMIT, len(base) // GROWTH):
                state = _State(Rows.of(self.dimension, len(state), state.chunks), Rows.empty(self.dimension), NONE)
            self._state = state

    def search(self, questions: Vectors, k: int, among: Ids | None = None) -> list[Neighbours]:
        """Return for each question its `k` nearest rows, or all of them where there are fewer.

        With `among` only rows of these ids are searched; ids that are not present are passed over.
        Raises VectorError for questions of another width or dtype, or ones that are not finite.
        """
        base, recent, hidden = self._state
        self._check_rows(questions)
        kept = among if among is None or not len(hidden) else np.setdiff1d(among, hidden)
        parts = [base.search(questions, k, kept, hidden), recent.search(questions, k, among, NONE)]
        found = []
        for number in range(len(questions)):
            scores = np.concatenate([part[0][number] for part in parts])
            ids = np.concatenate([part[1][number] for part in parts])
            scores, ids = scores[ids >= 0], ids[ids >= 0]  # FAISS fills up with −1 where it finds fewer
            order = np.lexsort((ids, -scores))[: max(k, 0)]
            found.append(Neighbours(ids[order], scores[order]))
        return found

    def save(self, path: Path) -> str:
        """Write the index so that `path` holds the old one or the new one, never a part; return its sha256.

        The base stands in a file of its own beside it, named after its content, which is written only when it is new.
        Raises VectorError when something cannot be written.
        """
        base, recent, hidden = self._state
        try:
            sha256 = self._write_base(base, path)
            content = io.BytesIO()
            np.savez(content, base=np.array(sha256), recall=np.array(base.recall), hidden=hidden,
                     recent=np.frombuffer(recent.serialized(), dtype=np.uint8))
            with (temporary := path.with_suffix(".new")).open("wb") as file:
                file.write(content.getbuffer())
            put_in_place(temporary, path)
            for old in set(_bases(path)) - {_base_file(path, sha256)}:
                old.unlink(missing_ok=True)
        except OSError as error:
            raise VectorError(f"vector index {path} cannot be written: {error.strerror}") from error
        return hashlib.sha256(content.getbuffer()).hexdigest()

    @classmethod
    def load(cls, path: Path, dimension: int, sha256: str) -> "VectorIndex":
        """Return the index saved at `path`; its base is mapped into memory, not copied.

        Raises VectorError when a file is missing, its content is not the one recorded, or its width is another.
        """
        try:
            content = path.read_bytes()
        except OSError as error:
            raise VectorError(f"vector index {path}: {error.strerror}") from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise VectorError(f"vector index {path} is damaged: its sha256 is not the one recorded")
        if not content.startswith(b"PK"):  # which every zip file does
            raise VectorError(f"vector index {path} cannot be read: it is none of this release")
        loaded = cls(dimension)
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as parts:
                base = loaded._mapped(path, str(parts["base"]), float(parts["recall"]))
                loaded._state = _State(base, Rows.deserialized(parts["recent"]), parts["hidden"])
        except (RuntimeError, ValueError, KeyError, EOFError, OSError, zipfile.BadZipFile) as error:
            raise VectorError(f"vector index {path} cannot be read: {error}") from error
        if found := {rows.dimension for rows in loaded._state[:2]} - {dimension}:
            raise VectorError(f"vector index {path} has rows of {found.pop()} numbers, not {dimension}")
        return loaded

    def _write_base(self, base: Rows, path: Path) -> str:
        """Write the base where it is new, and return its sha256; without rows there is no file, and it is ""."""
        if not len(base):
            return ""
        if self._written and self._written[0] is base and _base_file(path, self._written[1]).exists():
            return self._written[1]
        temporary = path.with_suffix(".base.new")
        try:
            base.write(temporary)
        except RuntimeError as error:
            raise VectorError(f"vector index {path} cannot be written: {error}") from error
        sha256 = sha256_of(temporary)
        put_in_place(temporary, _base_file(path, sha256))
        self._written = (base, sha256)
        return sha256

    def _mapped(self, path: Path, sha256: str, recall: float) -> Rows:
        """Return the base of this sha256, once its file is proved to be it; no rows for ""."""
        if not sha256:
            return self._state.base
        file = _base_file(path, sha256)
        if sha256_of(file) != sha256:
            raise VectorError(f"vector index {file} is damaged: its sha256 is not the one recorded")
        base = Rows.mapped(file, recall)
        self._written = (base, sha256)
        return base

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


def _bases(path: Path) -> Iterator[Path]:
    return path.parent.glob(f"{path.stem}.*.base")


def _base_file(path: Path, sha256: str) -> Path:
    return path.with_name(f"{path.stem}.{sha256[:16]}.base")

