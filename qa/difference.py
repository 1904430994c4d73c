"""How a quotation differs from the words of a source that it comes nearest to.

This is tolerant: it finds what a quotation may have been made from, and says what was changed. It never decides that a
quotation is right. rapidfuzz enters here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from qa.folding import fold
from qa.verdict import Change
from qa.wording import ELLIPSIS, Bounds, widened, words

ALIKE = 0.75
"""The share of characters, in order, that altered words have in common with their source; unrelated sentences of news
have 0.45 to 0.70."""
_SHARED_WORDS = 4
"""So many words in common, and half of all, also make a quotation altered; fewer recur in unrelated articles."""
_SHARED_RUN = 6
"""So many words in a row in common, and a third of all, make one altered too: the rest was added to them."""
_LONG = 200
"""Characters of a quotation from which aligning them takes too long: the time grows with their third power."""
FEW_WORDS = 3
"""Up to this many words changed or left out make a quotation altered, even where its parts stand elsewhere too; at its
ends they stand for as many of the source's, where more were added to it."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The words `[start, end)` of a source that a quotation comes nearest to, and what was done to them.

    `similarity`, 0 to 1, is the share of characters that both have in common, in order.
    """

    start: int
    end: int
    similarity: float
    changes: tuple[Change, ...]

    @property
    def is_slight(self) -> bool:
        """Return whether at most three words were changed, and none left out under an ellipsis."""
        changed = sum(max(len(change.given.split()), len(change.source.split())) for change in self.changes)
        return changed <= FEW_WORDS and not any(re.search(ELLIPSIS, change.given) for change in self.changes)


@dataclass(frozen=True, slots=True)
class Step:
    """Words of the source and of the quotation, (first, last + 1) of each: the same, or standing for each other."""

    theirs: Bounds
    ours: Bounds
    same: bool

    @property
    def size(self) -> int:
        """Return how many words of both are in it."""
        return self.theirs[1] - self.theirs[0] + self.ours[1] - self.ours[0]


def nearest(given: str, source: str, within: Bounds | None = None) -> Nearest | None:
    """Return what `given` comes nearest to in `source`, or in a part of it; None when it comes near to nothing.

    Words are compared whole, so "9-0" is one change from "7-2". What typography may differ in is no change; case is no
    help and no hindrance to coming near, but it is a change.
    """
    ours = words(given)
    aligned = _aligned(given, source, *(widened(source, *within) if within else (0, len(source))))
    if not ours or aligned is None:
        return None
    keys = _folded(given, ours)
    theirs, steps = min((_compared(source, theirs, keys) for theirs in _windows(source, aligned)), key=_cost)
    start, end = theirs[steps[0].theirs[0]][0], theirs[steps[-1].theirs[1] - 1][1]
    similarity = fuzz.ratio(fold(given).text, fold(source[start:end]).text) / 100
    if similarity < ALIKE and not _share_enough(steps, keys):
        return None
    around = [*theirs[: steps[-1].theirs[1]], (end, end)]  # what was added at the end stands there
    return Nearest(start, end, similarity, tuple(_changes(steps, given, source, ours, around)))


def _windows(source: str, aligned: Bounds) -> Iterator[list[Bounds]]:
    """Yield words of the source: those of which most is aligned, and these with a few more on either side."""
    slack = (aligned[1] - aligned[0]) // 5
    around = words(source, *widened(source, max(0, aligned[0] - slack), min(len(source), aligned[1] + slack)))
    yield [word for word in around if aligned[0] <= (word[0] + word[1]) // 2 < aligned[1]] or around
    yield around


def _compared(source: str, theirs: list[Bounds], ours: Sequence[str]) -> tuple[list[Bounds], list[Step]]:
    """Return words of the source, and how they became those of the quotation."""
    steps = _steps(_folded(source, theirs), ours)
    if any(step.same for step in steps):
        return theirs, _fitted(steps, ours)
    return theirs, [Step((0, len(theirs)), (0, len(ours)), same=False)]  # a word or two, each a little altered


def _cost(compared: tuple[list[Bounds], list[Step]]) -> tuple[int, int]:
    """Return how many words were changed, then how few are the same: by these a comparison is the better, if less.

    Changed are words of the quotation or of the source, whichever is more at each place.
    """
    steps = compared[1]
    changed = sum(max(step.ours[1] - step.ours[0], step.theirs[1] - step.theirs[0]) for step in steps if not step.same)
    return changed, -sum(step.ours[1] - step.ours[0] for step in steps if step.same)


def _aligned(given: str, source: str, first: int, last: int) -> Bounds | None:
    """Return the bounds in `source[first:last]` of what is nearest to `given`; None where nothing is.

    They are where most characters agree, which finds misspelt words too, or, for a long quotation, what stands around
    the longest run of words that agree.
    """
    if len(given) > _LONG:
        return _around_run(given, source, first, last)
    part = fold(source[first:last])
    ours, theirs = _lower(fold(given).text), _lower(part.text)
    if not ours or not theirs:
        return None
    if len(ours) >= len(theirs):
        return first, last
    match = fuzz.partial_ratio_alignment(ours, theirs)
    if match is None or match.dest_start >= match.dest_end:
        return None
    start, end = part.original(match.dest_start, match.dest_end)
    return first + start, first + end


def _around_run(given: str, source: str, first: int, last: int) -> Bounds | None:
    """Return the bounds of as many words as `given` has, placed by the longest run of words in common."""
    ours, theirs = words(given), words(source, first, last)
    run = SequenceMatcher(None, _folded(given, ours), _folded(source, theirs)).find_longest_match()
    if not run.size:
        return None
    start = max(0, run.b - run.a)
    end = min(len(theirs), run.b - run.a + len(ours))
    return theirs[start][0], theirs[end - 1][1]


def _steps(theirs: Sequence[str], ours: Sequence[str]) -> list[Step]:
    """Return the shortest way from the source's words to the quotation's; what differs side by side is one step."""
    steps: list[Step] = []
    for code in Levenshtein.opcodes(theirs, ours):
        step = Step((code.src_start, code.src_end), (code.dest_start, code.dest_end), code.tag == "equal")
        if steps and not (step.same or steps[-1].same):
            before = steps.pop()
            step = Step((before.theirs[0], step.theirs[1]), (before.ours[0], step.ours[1]), same=False)
        steps.append(step)
    return steps


def _fitted(steps: Sequence[Step], ours: Sequence[str]) -> list[Step]:
    """Return the steps without the words of the source that stand around the quotation.

    They are those from the longest run of words in common outwards, as far as runs in common follow each other.
    """
    first = last = max(range(len(steps)), key=lambda number: (steps[number].same, _count(ours, steps[number])))
    while first >= 2 and _follows(steps[first - 2], steps[first - 1], ours):
        first -= 2
    while last + 2 < len(steps) and _follows(steps[last + 2], steps[last + 1], ours):
        last += 2
    before, after = (steps[0].theirs[0], steps[first].theirs[0]), (steps[last].theirs[1], steps[-1].theirs[1])
    head = Step(before, (0, steps[first].ours[0]), same=False)
    tail = Step(after, (steps[last].ours[1], len(ours)), same=False)
    head = replace(head, theirs=(max(before[0], before[1] - _replaced(head, ours)), before[1]))
    tail = replace(tail, theirs=(after[0], min(after[1], after[0] + _replaced(tail, ours))))
    return [step for step in (head, *steps[first : last + 1], tail) if step.size]


def _follows(same: Step, other: Step, ours: Sequence[str]) -> bool:
    """Return whether a run in common belongs to the next: not a stray word behind words that were added."""
    return _count(ours, other) <= max(FEW_WORDS, _count(ours, same))


def _replaced(end: Step, ours: Sequence[str]) -> int:
    """Return how many words of the source the quotation has others for at its end; none where it has many more."""
    return end.ours[1] - end.ours[0] if 0 < _count(ours, end) <= FEW_WORDS else 0


def _share_enough(steps: Sequence[Step], ours: Sequence[str]) -> bool:
    runs = [_count(ours, step) for step in steps if step.same]
    every = _count(ours, Step((0, 0), (0, len(ours)), same=False))
    return sum(runs) >= max(_SHARED_WORDS, every / 2) or max(runs, default=0) >= max(_SHARED_RUN, every / 3)


def _count(ours: Sequence[str], step: Step) -> int:
    """Return how many words of the quotation are in a step; marks are none."""
    return sum(any(map(str.isalnum, word)) for word in ours[slice(*step.ours)])


def _changes(steps: Sequence[Step], given: str, source: str, ours: Sequence[Bounds],
             theirs: Sequence[Bounds]) -> Iterator[Change]:
    """Yield the change of each step that is one to a reader: what differs in typography alone is none."""
    for step in steps:
        given_at, source_at = _bounds(ours, *step.ours), _bounds(theirs, *step.theirs)
        old, new = source[slice(*source_at)], given[slice(*given_at)]
        if not step.same and fold(old).text != fold(new).text:
            yield Change("insert" if not old else "delete" if not new else "replace", new, old, given_at, source_at)


def _bounds(taken: Sequence[Bounds], first: int, last: int) -> Bounds:
    """Return from where to where words stand; for none, the place before the next."""
    if first < last:
        return taken[first][0], taken[last - 1][1]
    at = taken[first][0] if first < len(taken) else taken[-1][1]
    return at, at


def _folded(text: str, taken: Sequence[Bounds]) -> list[str]:
    return [fold(text[slice(*word)]).text for word in taken]


def _lower(text: str) -> str:
    """Return the text in lower case, character by character, so that offsets stay (İ would become two)."""
    lower = text.lower()
    return lower if len(lower) == len(text) else text.translate({ord("İ"): "i"}).lower()
