"""Rows of length 1 under int64 ids in the FAISS index that suits their number; every use of FAISS is here.

| rows      | kind   | numbers of | search                                                              |
|-----------|--------|------------|---------------------------------------------------------------------|
| to 20,000 | Flat   | 32 bits    | exact                                                               |
| to 50,000 | SQfp16 | 16 bits    | exact                                                               |
| above     | IVF    | 16 bits    | 4√n clusters, the nearest of which are searched (Jégou et al. 2011) |

As many clusters are searched as hold `EXACT_LIMIT` rows, or more: when they are made it is tried out that `RECALL` of
the exact ten nearest are found by points halfway between two rows, which need about as many clusters as real questions
do (`benchmarks/probes.py`).

A search runs on the thread that asks for it: two were no faster on two cores, and several searches at once far slower.
"""

import os
from collections.abc import Callable, Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any

import faiss
import numpy as np
from numpy.typing import NDArray

from embeddings.encoder import Vectors, unit

FLAT_LIMIT = 20_000
EXACT_LIMIT = 50_000
RECALL = 0.995      # of the exact ten nearest, that a search of the clusters has to find
TRIED = 200         # points halfway between two rows, whose ten nearest tell whether it does
TRAINING = 64       # rows for each cluster from which the centres are learnt
NARROW = 10         # a search among less than one row in so many looks into every cluster
TIES = 16           # FAISS returns equal scores in heap order: fetch this many more, sort, then cut
CHUNK = 50_000      # rows in memory at a time while an index is made from others

Ids = NDArray[np.int64]
Scores = NDArray[np.float32]
NONE: Ids = np.empty(0, np.int64)
Chunks = Callable[[], Iterator[tuple[Ids, Vectors]]]
"""Gives the same blocks of rows with their ids, each time it is called."""


class Kind(StrEnum):
    """The kinds of index, by the name of the table above."""

    FLAT = "Flat"
    HALF = "SQfp16"
    CLUSTERED = "IVF"


def kind_for(size: int) -> Kind:
    """Return the kind that suits so many rows."""
    return Kind.FLAT if size <= FLAT_LIMIT else Kind.HALF if size <= EXACT_LIMIT else Kind.CLUSTERED


class Rows:
    """Rows in one FAISS index. Nothing changes them: `changed` returns others, so that a search needs no lock.

    `recall` is the share of the exact ten nearest that a search finds, as it was when they were put in: 0 to 1.
    """

    def __init__(self, index: Any, recall: float = 1.0) -> None:
        self.recall = recall
        self._index = index
        self.ids = _ids(index)
        self.kind = (Kind.CLUSTERED if isinstance(index, faiss.IndexIVF) else
                     Kind.FLAT if isinstance(faiss.downcast_index(index.index), faiss.IndexFlat) else Kind.HALF)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def dimension(self) -> int:
        """Return the numbers in a row."""
        return int(self._index.d)

    @classmethod
    def empty(cls, dimension: int) -> "Rows":
        """Return no rows."""
        return cls(_exact(dimension, Kind.FLAT))

    @classmethod
    def of(cls, dimension: int, size: int, chunks: Chunks) -> "Rows":
        """Return the `size` rows of `chunks`, in the kind that suits their number."""
        kind = kind_for(size)
        if kind is not Kind.CLUSTERED:
            return cls(_filled(_exact(dimension, kind), chunks))
        faiss.omp_set_num_threads(os.cpu_count() or 1)
        clusters = int(4 * size**0.5)
        sample = _sample(chunks, min(1.0, TRAINING * clusters / size))
        index: Any = faiss.index_factory(dimension, f"IVF{clusters},SQfp16", faiss.METRIC_INNER_PRODUCT)
        index.by_residual = False  # codes are the rows themselves, which can be taken out again
        index.train(sample)
        made = cls(_filled(index, chunks))
        some = sample[:: max(1, len(sample) // (2 * TRIED))][: 2 * TRIED]
        made._choose_probes(unit(some[: len(some) // 2] + some[-(len(some) // 2) :]))
        return made

    def changed(self, ids: Ids, rows: Vectors, remove: Ids) -> "Rows":
        """Return these rows without the ids in `remove` and with `rows` under `ids`. For the exact kinds."""
        keep = ~np.isin(self.ids, remove)
        size = int(keep.sum()) + len(ids)
        if kind_for(size) != self.kind:
            return Rows.of(self.dimension, size, lambda: _blocks((self, remove), (ids, rows)))
        index: Any = faiss.clone_index(self._index)
        if not keep.all():
            index.remove_ids(np.ascontiguousarray(remove))
        if len(ids):
            index.add_with_ids(np.ascontiguousarray(rows), np.ascontiguousarray(ids))
        return Rows(index)

    def chunks(self, without: Ids) -> Iterator[tuple[Ids, Vectors]]:
        """Yield the rows with their ids in blocks, without those of the ids given."""
        for ids, rows in self._lists() if self.kind is Kind.CLUSTERED else self._ranges():
            keep = ~np.isin(ids, without)
            if keep.any():
                yield ids[keep], np.ascontiguousarray(rows[keep])

    def search(self, questions: Vectors, k: int, among: Ids | None, hidden: Ids) -> tuple[Scores, Ids]:
        """Return scores and ids (questions, at least k where there are), best first, filled up with the id −1.

        Only rows `among` these ids are searched, or all of them but the `hidden`.
        """
        faiss.omp_set_num_threads(1)  # of this thread
        most = min(k + TIES, len(self)) if k > 0 and (among is None or len(among)) else 0
        if not most or not len(questions):
            return np.empty((len(questions), 0), np.float32), np.empty((len(questions), 0), np.int64)
        everywhere = among is not None and len(among) * NARROW < len(self)
        parameters = self._parameters(among, hidden, self._index.nlist if everywhere else None) if (
            self.kind is Kind.CLUSTERED) else self._parameters(among, hidden)
        scores, ids = self._index.search(np.ascontiguousarray(questions), most, params=parameters)
        return scores, ids

    def serialized(self) -> bytes:
        """Return the index as bytes."""
        return faiss.serialize_index(self._index).tobytes()

    @classmethod
    def deserialized(cls, content: NDArray[np.uint8]) -> "Rows":
        """Return the rows of `serialized`. Raises RuntimeError for what is not."""
        return cls(faiss.deserialize_index(content))

    def write(self, path: Path) -> None:
        """Write the index to a file. Raises RuntimeError where it cannot."""
        faiss.write_index(self._index, str(path))

    @classmethod
    def mapped(cls, path: Path, recall: float) -> "Rows":
        """Return the rows of a written file, whose pages are read when they are needed. Raises RuntimeError."""
        return cls(faiss.read_index(str(path), faiss.IO_FLAG_MMAP_IFC), recall)

    def _choose_probes(self, questions: Vectors, k: int = 10) -> None:
        """Let so many clusters be searched as hold `EXACT_LIMIT` rows and find `RECALL` of the exact `k` nearest."""
        self._index.nprobe = -(-self._index.nlist * EXACT_LIMIT // len(self))
        exact = self._index.search(questions, k, params=self._parameters(None, NONE, self._index.nlist))[1]
        while True:
            found = self._index.search(questions, k)[1]
            self.recall = float(np.mean([np.isin(one, other) for one, other in zip(exact, found, strict=True)]))
            if self.recall >= RECALL or self._index.nprobe >= self._index.nlist:
                return
            self._index.nprobe *= 2

    def _parameters(self, among: Ids | None, hidden: Ids, probes: int | None = None) -> Any:
        given: dict[str, Any] = {} if probes is None else {"nprobe": probes}
        if among is not None:
            given["sel"] = _bitmap(among)
        elif len(hidden):
            given["sel"] = faiss.IDSelectorNot(_bitmap(hidden))
        if self.kind is Kind.CLUSTERED:
            return faiss.SearchParametersIVF(**{"nprobe": self._index.nprobe} | given)
        return faiss.SearchParameters(**given) if given else None

    def _ranges(self) -> Iterator[tuple[Ids, Vectors]]:
        stored = faiss.downcast_index(self._index.index)
        for start in range(0, len(self), CHUNK):
            size = min(CHUNK, len(self) - start)
            yield self.ids[start : start + size], stored.reconstruct_n(start, size)

    def _lists(self) -> Iterator[tuple[Ids, Vectors]]:
        lists = self._index.invlists
        for number in range(self._index.nlist):
            if size := lists.list_size(number):
                codes = faiss.rev_swig_ptr(lists.get_codes(number), size * self._index.code_size)
                rows = codes.view(np.float16).reshape(size, self.dimension).astype(np.float32)
                yield faiss.rev_swig_ptr(lists.get_ids(number), size).copy(), rows


def _ids(index: Any) -> Ids:
    if not isinstance(index, faiss.IndexIVF):
        return np.array(faiss.vector_to_array(index.id_map), dtype=np.int64)
    lists: Any = index.invlists
    sizes = [lists.list_size(number) for number in range(index.nlist)]
    return np.concatenate([NONE, *(faiss.rev_swig_ptr(lists.get_ids(number), size)
                                   for number, size in enumerate(sizes) if size)])


def _exact(dimension: int, kind: Kind) -> Any:
    rows = faiss.IndexFlatIP(dimension) if kind is Kind.FLAT else faiss.IndexScalarQuantizer(
        dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
    return faiss.IndexIDMap2(rows)


def _filled(index: Any, chunks: Chunks) -> Any:
    for ids, rows in chunks():
        index.add_with_ids(rows, ids)
    return index


def _blocks(kept: tuple[Rows, Ids], added: tuple[Ids, Vectors]) -> Iterator[tuple[Ids, Vectors]]:
    yield from kept[0].chunks(kept[1])
    yield np.ascontiguousarray(added[0]), np.ascontiguousarray(added[1])


def _sample(chunks: Chunks, share: float) -> Vectors:
    """Return about this share of the rows, the same each time."""
    chance = np.random.default_rng(0)
    return np.concatenate([rows[chance.random(len(rows)) < share] for _, rows in chunks()])


def _bitmap(ids: Ids) -> Any:
    """Return what tells FAISS which ids to look at: a bit for each id up to the largest."""
    chosen = np.zeros(int(ids.max()) + 1, dtype=bool)
    chosen[ids] = True
    return faiss.IDSelectorBitmap(np.packbits(chosen, bitorder="little"))  # type: ignore[arg-type, call-arg]
