"""Which documents are copies of each other: the same words, as when two outlets print one agency's story.

Copies count as one source. An updated version is no copy of the version before it: it says something else, and joined
with it a stale citation would pass for a copy of the current one. The similarity is computed exactly and by nothing
that the system under test uses.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from eval.types import Document

SHINGLE = 5
THRESHOLD = 0.5
"""Jaccard similarity from which documents are copies. In the project's own collection copies reach 0.81 to 0.88, and
all other pairs, updated versions among them, stay below 0.14."""

_WORD = re.compile(r"\w+")


def mark_copies(documents: Iterable[Document]) -> dict[str, Document]:
    """Return the documents by name, each with its cluster: the first name, in order, among its copies and itself."""
    by_name = {document.doc: document for document in documents}
    first = {name: name for name in by_name}
    for one, other in copies(by_name.values()):
        joined = min(first[one], first[other])
        merged = {first[one], first[other]}
        first = {name: joined if found in merged else found for name, found in first.items()}
    return {name: replace(document, cluster=first[name]) for name, document in by_name.items()}


def copies(documents: Iterable[Document]) -> list[tuple[str, str]]:
    """Return the pairs of names whose documents are copies, in order. Time grows with the shingles that are shared."""
    sets = {document.doc: shingles(document.text) for document in documents}
    holders: dict[tuple[str, ...], list[str]] = {}
    for name in sorted(sets):
        for shingle in sets[name]:
            holders.setdefault(shingle, []).append(name)
    shared = Counter(pair for names in holders.values() for pair in combinations(names, 2))
    return sorted((one, other) for (one, other), both in shared.items()
                  if both / (len(sets[one]) + len(sets[other]) - both) >= THRESHOLD)


def shingles(text: str) -> set[tuple[str, ...]]:
    """Return every run of five words of a text, case-folded, without punctuation; a shorter text is one shingle."""
    words = _WORD.findall(text.casefold())
    return {tuple(words[start : start + SHINGLE]) for start in range(max(1, len(words) - SHINGLE + 1))}
