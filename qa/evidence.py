"""Passages to quotes: which runs of sentences answer the question best.

A cross-encoder reads the question with each passage once, and tells how well the passage answers and where in it the
answer may stand. Then it reads the runs of sentences around the most promising places, so that a quote is as long as it
has to be and no longer. The numbers below were chosen on development data: how much is read by
`benchmarks/tune_reading.py`, the weights by `benchmarks/fit_evidence.py`.
"""

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from embeddings.bundled import Reranker
from embeddings.reader import Reading
from qa.answer import Hit
from qa.article import Passage, Quote, Span
from qa.question import Shape, parts, shape
from qa.saying import Saying, asked_speaker
from qa.sentences import in_list

READ = 18              # passages the cross-encoder reads for each part of a question, at most
NEARBY = 0.35          # share of the best fused score that a passage needs for being read,
FIRST = 6              # among so many; and what those
NEARER = 0.5           # after them need
WITHIN = 6.0           # logits by which a passage may be worse than the best for its sentences to be considered
SEARCHED = 6           # sentences of them that it reads one by one: the likeliest by the passage and the answer in it
LIKELY_FOUND = 0.5     # of the score of the answer, beside the logit of the passage, in how likely a sentence is
EXTENDED = 6           # sentences around which it reads longer runs, at most, but none
HOPELESS = 8.0         # that is by so many logits worse than the best one
LONGEST = 3            # sentences in a run
QUOTES = 3             # quotes in an answer, at most, unless more parts or sides need one
FOUND_WEIGHT = 0.75    # of the score of the answer found in a run, beside the logits of the run and its passage;
FOUND_SHORT = 1.5      # the same where a few words may answer, or yes or no,
SENTENCE_SHORT = 0.5   # and what each further sentence of a run then costs: logits
LIST_BONUS = 4.0       # logits, for a list where one is asked for: its items name their subject nowhere
MARGIN = 8.0           # logits by which a further quote may be worse than the best
HEADING_PENALTY = 3.0  # logits: a heading names the subject of many questions and answers few
BREAK_PENALTY = 1.0    # logits, for each paragraph that ends within a run
STALE_PENALTY = 3.0    # logits, where a newer version of the article was read too
SURE = 2.0             # score above which an answer in a few words needs no more than its sentence
SHORT = {Shape.AMOUNT, Shape.TIME, Shape.PERSON, Shape.PLACE}  # what a few words may answer
BRIEF = SHORT | {Shape.YES_NO}  # what is best answered by little
LISTED = {Shape.LIST, Shape.PLACE, Shape.REASON}  # what a list may answer as a whole

PRONOUN = re.compile(r"[“\"]?(?:he|she|it|they|this|that|these|those|his|her|its|their|both|neither)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Read:
    """A hit that was read for a question, `question` being the part of what was asked."""

    hit: Hit
    reading: Reading


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of sentences of a passage, `first` to `last` (both included), that may answer.

    `found` is the reader's score of the `answer` that stands in it, above 0 where it is likelier an answer than none;
    `passage_logit` and `run_logit` are the cross-encoder's, both read under the heading. `wanted` is the shape of the
    question; `listed` tells that the run is a whole list, `stale` that a newer version of the article was read too.
    Runs compete by `score`.
    """

    passage: Passage
    first: int
    last: int
    answer: Span
    found: float
    passage_logit: float
    wanted: Shape
    run_logit: float = 0.0
    listed: bool = False
    stale: bool = False

    @property
    def score(self) -> float:
        """Return how well the run answers, higher is better."""
        penalty = (HEADING_PENALTY * is_heading(self.passage, self.first) + BREAK_PENALTY * self.breaks
                   + STALE_PENALTY * self.stale)
        score = self.passage_logit + self.run_logit - penalty
        if self.listed and self.wanted in {Shape.LIST, Shape.PLACE}:
            return score + FOUND_WEIGHT * self.found + LIST_BONUS
        if self.wanted in BRIEF:
            return score + FOUND_SHORT * self.found - SENTENCE_SHORT * (self.last - self.first)
        return score + FOUND_WEIGHT * self.found

    @property
    def breaks(self) -> int:
        """Return how many lines end between its sentences, as paragraphs do; 0 for a list, which is made of lines."""
        text, bounds = self.passage.article.text, self.passage.bounds[self.first : self.last + 1]
        return 0 if self.listed else sum("\n" in text[end:start] for (_, end), (start, _) in pairwise(bounds))

    @property
    def span(self) -> Span:
        """Return the run as a slice of its article."""
        bounds = self.passage.bounds
        return Span(self.passage.article, bounds[self.first][0], bounds[self.last][1])

    @property
    def sentences(self) -> tuple[Span, ...]:
        """Return its sentences, in reading order."""
        return self.passage.sentences[self.first : self.last + 1]

    @property
    def quote(self) -> Quote:
        """Return the run as a quote."""
        span = self.span
        return Quote(span.article, span.start, span.end, self.passage, span)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was found for one part of a question: the passages as read, best first, and the runs to quote, best first.

    `places` are the sentences that were read one by one, best first. Where somebody's words are asked for, only runs
    that hold them, and nobody else's alone, are chosen, and there may be none; `saying` tells whose.
    """

    question: str
    shape: Shape
    reads: tuple[Read, ...]
    places: tuple[Candidate, ...]
    chosen: tuple[Candidate, ...]
    saying: Saying | None = None


def gather(reranker: Reranker, question: str, hits: Sequence[Hit]) -> tuple[Evidence, ...]:
    """Return the evidence for each part of a question, in the order of the parts.

    Where there are several parts, what answers one of them in a few words is cut to its sentence.
    """
    found = tuple(_gather(reranker, part, hits) for part in parts(question))
    return found if len(found) == 1 else tuple(replace(part, chosen=tuple(
        _cut(run, part.places) if part.shape in SHORT else run for run in part.chosen)) for part in found)


def _gather(reranker: Reranker, question: str, hits: Sequence[Hit]) -> Evidence:
    best = max(hit.score for hit in hits)
    near = [hit for number, hit in enumerate(hits[:READ]) if hit.score >= best * (NEARBY if number < FIRST else NEARER)]
    readings = reranker.read(question, [(hit.passage.heading, hit.passage.text) for hit in near], WITHIN)
    reads = sorted(map(Read, near, readings), key=lambda read: (-read.reading.logit, read.hit.rank))
    known = {hit.passage.article.id for hit in near}
    wanted, saying = shape(question), asked_speaker(question)
    found = [list(_singles(read, known, wanted)) for read in reads
             if read.reading.logit >= reads[0].reading.logit - WITHIN]
    if saying:
        found = [spoken for singles in found if (spoken := [one for one in singles if saying.answers(one.span)])]
    likely = sorted((single for singles in found for single in singles), key=_likely, reverse=True)
    singles = _score(reranker, question, likely[:SEARCHED])
    lists = _lists(likely) if wanted in LISTED else []
    lists = _score(reranker, question, lists)
    free = [single for single in singles if not any(_overlap(single, one) for one in lists)]
    hopeful = [single for single in free[:EXTENDED] if single.score >= singles[0].score - HOPELESS]
    runs = dict.fromkeys(run for single in hopeful for run in _runs_around(single)
                         if not any(_overlap(run, one) for one in lists))
    if saying:
        runs = {run: None for run in runs if saying.admits(run.sentences)}
    ranked = [*lists, *free, *_score(reranker, question, list(runs))]
    chosen = _choose(sorted(ranked, key=lambda run: (-run.score, run.span.start)))
    return Evidence(question, wanted, tuple(reads), tuple(singles), tuple(chosen), saying)


def _likely(single: Candidate) -> float:
    """Return how likely a sentence is to answer, from what is known before it is read by itself."""
    return single.passage_logit + LIKELY_FOUND * single.found


def _cut(run: Candidate, singles: Sequence[Candidate]) -> Candidate:
    """Return the sentence of a run that holds the answer in a few words, the run itself where none surely does.

    A sentence that begins with a pronoun brings along the one before it.
    """
    inside = [single for single in singles if single.passage is run.passage and run.first <= single.first <= run.last]
    best = max(inside, key=lambda single: single.found, default=run)
    if run.first == run.last or best.found < SURE:
        return run
    first = best.first
    if first > run.first and PRONOUN.match(best.span.text):
        first -= 1
    return _with_whole_quotation(replace(best, first=first, run_logit=run.run_logit), [])


def _singles(read: Read, known: Container[str | None], wanted: Shape) -> Iterator[Candidate]:
    """Yield each sentence of a passage with the best answer in it; `known` are the ids of all articles read."""
    passage, stale = read.hit.passage, read.hit.superseded_by in known
    for number, (start, end) in enumerate(passage.bounds):
        score, first, last = read.reading.best(start - passage.start, end - passage.start)
        if first < last:
            answer = Span(passage.article, passage.start + first, passage.start + last)
            yield Candidate(passage, number, number, answer, max(score, -20.0), read.reading.logit, wanted, stale=stale)


def _score(reranker: Reranker, question: str, runs: Sequence[Candidate]) -> list[Candidate]:
    """Return the runs with their logits, best first. Each is read under the heading of its passage."""
    logits = reranker.score(question, [run.passage.under_heading(run.span.text) for run in runs]).tolist()
    scored = [replace(run, run_logit=logit) for run, logit in zip(runs, logits, strict=True)]
    return sorted(scored, key=lambda run: -run.score)


def _choose(ranked: Sequence[Candidate]) -> list[Candidate]:
    chosen: list[Candidate] = []
    for candidate in ranked:
        if len(chosen) == QUOTES or candidate.score < ranked[0].score - MARGIN:
            break
        if not any(_overlap(candidate, other) for other in chosen):
            chosen.append(_with_whole_quotation(candidate, chosen))
    return chosen


def _runs_around(single: Candidate) -> list[Candidate]:
    """Return the runs of two to `LONGEST` sentences that hold a sentence."""
    passage, number = single.passage, single.first
    runs = [(first, first + length - 1) for length in range(2, LONGEST + 1)
            for first in range(max(0, number - length + 1), number + 1) if first + length <= len(passage.bounds)]
    return [replace(single, first=first, last=last) for first, last in runs
            if all(_joins(passage, n) for n in range(first, last))]


def _lists(singles: Sequence[Candidate]) -> list[Candidate]:
    """Return the lists that sentences are in or lead to, each with the best answer that stands in it."""
    lists: dict[tuple[Passage, int, int], Candidate] = {}
    for single in sorted(singles, key=lambda single: -single.found):
        if whole := _list_around(single.passage, single.first):
            lists.setdefault((single.passage, *whole), replace(single, first=whole[0], last=whole[1], listed=True))
    return list(lists.values())


def _list_around(passage: Passage, number: int) -> tuple[int, int] | None:
    """Return the first and last sentence of the list that a sentence is in or leads to, with what leads to it."""
    listed = [in_list(passage.article.text, start) for start, _ in passage.bounds]
    first = number if listed[number] else number + 1
    if first == len(listed) or not listed[first]:
        return None
    while first and listed[first - 1]:
        first -= 1
    last = first
    while last + 1 < len(listed) and listed[last + 1]:
        last += 1
    return max(0, first - 1) if not is_heading(passage, max(0, first - 1)) else first, last


def is_heading(passage: Passage, number: int) -> bool:
    """Return whether a sentence is a line of its own that ends without punctuation, and no list item."""
    (start, end), text = passage.bounds[number], passage.article.text
    return text[end : end + 1] in {"", "\n"} and text[end - 1].isalnum() and not in_list(text, start)


def _joins(passage: Passage, number: int) -> bool:
    """Return whether a sentence and the next may stand in one run: headings stand alone, a list ends its run."""
    text, following = passage.article.text, number + 1
    return not (is_heading(passage, number) or is_heading(passage, following) or (
        in_list(text, passage.bounds[number][0]) and not in_list(text, passage.bounds[following][0])))


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.passage is other.passage and one.first <= other.last and other.first <= one.last


def _with_whole_quotation(candidate: Candidate, chosen: Sequence[Candidate]) -> Candidate:
    """Return the run made longer until no spoken quotation in it is cut, as far as its passage and `chosen` allow."""
    passage = candidate.passage
    while opened := _unclosed(candidate.span.text):
        joint = candidate.last if opened > 0 else candidate.first - 1  # the sentence before the one to take in
        wider = (replace(candidate, last=candidate.last + 1) if opened > 0 else
                 replace(candidate, first=candidate.first - 1))
        fits = wider.first >= 0 and wider.last < len(passage.bounds) and _joins(passage, joint)
        if not fits or any(_overlap(wider, other) for other in chosen):
            break
        candidate = wider
    return candidate


def _unclosed(text: str) -> int:
    """Return how many more quotation marks open than close in `text`."""
    return text.count("“") - text.count("”")
