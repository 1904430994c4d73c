"""Near-copies by the words they share: how alike two texts are, exactly, and signatures that find candidates fast.

A text is the set of its runs of five terms. Signatures are MinHash (Broder 1997) by datasketch, which is imported when
a signature is made: reading never pays for it. The thresholds were chosen with `benchmarks/near_copies.py`.
"""

import hashlib
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qa.words import analyze

SHINGLE = 5         # terms in a run
SAME = 0.25         # Jaccard similarity of one source: copies cut by half reach it, other reports stay below 0.2
PERMUTATIONS = 100
BAND = 2            # places in a band: 50 bands find 96 % of the pairs at SAME, 99.9 % of those at 0.37
COVERED = 0.8       # share of a passage's runs, of three terms, that a near-copy has
_VALUES = frozenset(analyze(
    "no not never none neither nor without cannot zero one two three four five six seven eight nine ten eleven "
    "twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy "
    "eighty ninety hundred thousand million billion trillion half third quarter dozen double"))

Shingles = frozenset[tuple[str, ...]]
Signature = NDArray[np.uint32]
"""(PERMUTATIONS,) uint32; two texts agree in about the share of places that they share of their runs."""


def shingles(text: str, length: int = SHINGLE) -> Shingles:
    """Return every run of `length` terms of a text; a shorter text is one run."""
    terms = analyze(text)
    return frozenset(tuple(terms[start : start + length]) for start in range(max(1, len(terms) - length + 1)))


def jaccard(one: Shingles, other: Shingles) -> float:
    """Return the share, 0 to 1, of the runs of either text that both have."""
    return len(one & other) / len(one | other)


def kept(older: Shingles, newer: Shingles) -> float:
    """Return the share, 0 to 1, of the older text's runs that the newer has."""
    return len(older & newer) / len(older)


def is_covered(text: str, by: Iterable[str]) -> bool:
    """Return whether the texts in `by` together say what `text` says, almost word for word.

    A number or a negation that none of them has is never covered: it may be the difference that matters.
    """
    (terms, runs), others = _content(text), [_content(other) for other in by]
    if kept(runs, frozenset[tuple[str, ...]]().union(*(known for _, known in others))) < COVERED:
        return False
    news = terms.difference(*(known for known, _ in others))
    return not any(term in _VALUES or any(char.isdigit() for char in term) for term in news)


@lru_cache(256)
def _content(text: str) -> tuple[frozenset[str], Shingles]:
    """Return the terms of a passage and its runs of three; a passage is compared with several others."""
    runs = shingles(text, 3)
    return frozenset(chain.from_iterable(runs)), runs


def signature(runs: Iterable[tuple[str, ...]]) -> Signature:
    """Return the MinHash signature of a text's runs."""
    minhash = _empty().copy()
    minhash.update_batch([" ".join(run).encode() for run in runs])
    places: Signature = minhash.hashvalues.astype(np.uint32)
    return places


@cache
def _empty() -> Any:
    """Return the MinHash of nothing; drawing its permutations takes as long as hashing a text."""
    from datasketch import MinHash

    return MinHash(num_perm=PERMUTATIONS)


def bands(signature: Signature) -> list[int]:
    """Return a 64-bit key for each band of a signature; near-copies share at least one of them."""
    content, size = signature.astype("<u4").tobytes(), 4 * BAND
    return [int.from_bytes(hashlib.blake2b(start.to_bytes(2) + content[4 * start : 4 * start + size],
                                           digest_size=8).digest(), signed=True)
            for start in range(0, PERMUTATIONS, BAND)]
