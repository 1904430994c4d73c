"""Passages to quotes: which runs of sentences answer the question best.

The reader reads the question with each passage once, and tells how well the passage answers and where in it the answer
may stand. The runs of sentences around these places compete, so that a quote is as long as it has to be and no longer.
The numbers below were chosen on development data: how much is read by `benchmarks/tune_reading.py`, the weights by
`benchmarks/fit_evidence.py`.
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

READ = 18              # passages that are read for each part of a question, at most
NEARBY = 0.35          # share of the best fused score that a passage needs for being read,
FIRST = 6              # among so many; and what those
NEARER = 0.5           # after them need
WITHIN = 6.0           # logits by which a passage may be worse than the best for its sentences to be considered
LONGEST = 3            # sentences in a run
QUOTES = 3             # quotes in an answer, at most, unless more parts or sides need one
FOUND_WEIGHT = 0.5     # of the score of the answer found in a run, beside the logit of its passage;
FOUND_SHORT = 1.0      # the same where a few words may answer, or yes or no,
SENTENCE_SHORT = 0.7   # and what each further sentence of a run then costs: logits
LONGER = (0.0, 0.3, 2.2)  # logits that a run of one, two, three sentences earns: what answers rarely stands alone
LIST_BONUS = 7.0       # logits, for a list where one is asked for: its items name their subject nowhere
MARGIN = 8.0           # logits by which a further quote may be worse than the best
HEADING_PENALTY = 2.0  # logits: a heading names the subject of many questions and answers few
BREAK_PENALTY = 2.5    # logits, for each paragraph that ends within a run
PRONOUN_PENALTY = 0.5  # logits, for beginning with a pronoun where the sentence before could be quoted too
STALE_PENALTY = 3.0    # logits, where a newer version of the article was read too
LEAST = -10.0          # score of an answer, below which all are as bad
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
    `reading` is that of the passage under its heading. `wanted` is the shape of the question; `listed` tells that the
    run is a whole list, `stale` that a newer version of the article was read too. Runs compete by `score`.
    """

    passage: Passage
    first: int
    last: int
    answer: Span
    found: float
    reading: Reading
    wanted: Shape
    listed: bool = False
    stale: bool = False

    @property
    def score(self) -> float:
        """Return how well the run answers, higher is better."""
        further = self.last - self.first
        score = self.reading.logit - (
            HEADING_PENALTY * is_heading(self.passage, self.first) + BREAK_PENALTY * self.breaks
            + PRONOUN_PENALTY * self.leans + STALE_PENALTY * self.stale)
        score += LONGER[min(further, LONGEST - 1)]
        if self.listed and self.wanted in {Shape.LIST, Shape.PLACE}:
            return score + FOUND_WEIGHT * self.found + LIST_BONUS
        if self.wanted in BRIEF:
            return score + FOUND_SHORT * self.found - SENTENCE_SHORT * further
        return score + FOUND_WEIGHT * self.found

    @property
    def leans(self) -> bool:
        """Return whether it begins with a pronoun, and the passage has a sentence before."""
        return self.first > 0 and PRONOUN.match(self.span.text) is not None

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

    `places` are the sentences that may answer, best first; `untitled` is the reading of the best run's passage without
    its heading. Where somebody's words are asked for, only runs that hold them, and nobody else's alone, are chosen,
    and there may be none; `saying` tells whose.
    """

    question: str
    shape: Shape
    reads: tuple[Read, ...]
    places: tuple[Candidate, ...]
    chosen: tuple[Candidate, ...]
    untitled: Reading
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
    readings = reranker.read(question, [(hit.passage.heading, hit.passage.text) for hit in near])
    reads = sorted(map(Read, near, readings), key=lambda read: (-read.reading.logit, read.hit.rank))
    known = {hit.passage.article.id for hit in near}
    wanted, saying = shape(question), asked_speaker(question)
    found = [list(_singles(read, known, wanted)) for read in reads
             if read.reading.logit >= reads[0].reading.logit - WITHIN]
    runs = [run for singles in found for run in _runs(singles)]
    if saying:
        runs = [run for run in runs if any(map(saying.answers, run.sentences)) and saying.admits(run.sentences)]
    runs.sort(key=lambda run: (-run.score, run.span.start))
    singles = tuple(run for run in runs if run.first == run.last)
    passage = runs[0].passage if runs else reads[0].hit.passage
    untitled, = reranker.read(question, [("", passage.text)])
    return Evidence(question, wanted, tuple(reads), singles, tuple(_choose(runs)), untitled, saying)


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
    return _with_whole_quotation(replace(best, first=first), [])


def _singles(read: Read, known: Container[str | None], wanted: Shape) -> Iterator[Candidate]:
    """Yield each sentence of a passage with the best answer in it; `known` are the ids of all articles read."""
    passage, stale = read.hit.passage, read.hit.superseded_by in known
    for number, (start, end) in enumerate(passage.bounds):
        score, first, last = read.reading.best(start - passage.start, end - passage.start)
        if first < last:
            answer = Span(passage.article, passage.start + first, passage.start + last)
            yield Candidate(passage, number, number, answer, max(score, LEAST), read.reading, wanted, stale=stale)


def _runs(singles: Sequence[Candidate]) -> Iterator[Candidate]:
    """Yield the runs of up to `LONGEST` of the sentences of a passage, and its lists where one may answer."""
    known = {single.first: single for single in singles}
    for first, single in known.items():
        best = single
        yield best
        for last in range(first + 1, first + LONGEST):
            if last not in known or not _joins(best.passage, last - 1):
                break
            best = max(best, known[last], key=lambda one: one.found)
            yield replace(best, first=first, last=last)
    lists = [_list_around(one.passage, one.first) for one in singles if one.wanted in LISTED]
    for first, last in dict.fromkeys(filter(None, lists)):
        best = max((one for one in singles if first <= one.first <= last), key=lambda one: one.found)
        yield replace(best, first=first, last=last, listed=True)


def _choose(ranked: Sequence[Candidate]) -> list[Candidate]:
    chosen: list[Candidate] = []
    for candidate in ranked:
        if len(chosen) == QUOTES or candidate.score < ranked[0].score - MARGIN:
            break
        if not any(_overlap(candidate, other) for other in chosen):
            chosen.append(_with_whole_quotation(candidate, chosen))
    return chosen


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
