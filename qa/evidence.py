"""Passages to quotes: which runs of sentences answer the question best.

A cross-encoder reads the question with each sentence of the best passages, then with the longer runs around the most
promising ones, so that a quote is as long as it has to be and no longer. The numbers below were chosen on the
development half of `benchmarks/onestopqa.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from embeddings.bundled import Reranker
from qa.answer import Hit
from qa.article import Passage, Quote, Span

RERANKED = 8          # passages the cross-encoder reads whole
READ = 4              # passages whose sentences it reads one by one
EXTENDED = 6          # sentences around which it reads longer runs
LONGEST = 3           # sentences in a run
QUOTES = 3            # quotes in an answer, at most
MARGIN = 8.0          # logits by which a further quote may be worse than the best
HEADING_PENALTY = 3.0  # logits: a heading names the subject of many questions and answers few


@dataclass(frozen=True, slots=True)
class Candidate:
    """A run of sentences of a passage, `first` to `last` (both included), that may answer.

    `logit` is the cross-encoder's for the run; `score`, by which runs compete, adds that of its passage.
    """

    passage: Passage
    first: int
    last: int
    logit: float
    score: float

    @property
    def quote(self) -> Quote:
        """Return the run as a quote."""
        start, end = self.passage.bounds[self.first][0], self.passage.bounds[self.last][1]
        article = self.passage.article
        return Quote(article, start, end, self.passage, Span(article, start, end))


def rerank(reranker: Reranker, question: str, hits: Sequence[Hit]) -> tuple[Hit, ...]:
    """Return the hits, the first `RERANKED` in the order the cross-encoder puts them in and with its logits."""
    head, tail = hits[:RERANKED], hits[RERANKED:]
    scores = reranker.score(question, [hit.passage.embedded_text for hit in head]).tolist()
    pairs = sorted(zip(scores, head, strict=True), key=lambda pair: (-pair[0], pair[1].rank))
    return (*(replace(hit, score=score, rank=rank) for rank, (score, hit) in enumerate(pairs, 1)), *tail)


def select(reranker: Reranker, question: str, hits: Sequence[Hit]) -> list[Candidate]:
    """Return the runs to quote from reranked hits, best first: at most `QUOTES`, none overlapping another."""
    singles = _score(reranker, question, [(hit, number, number) for hit in hits[:READ]
                                          for number in range(len(hit.passage.bounds))])
    by_passage = {hit.passage: hit for hit in hits[:READ]}
    longer = dict.fromkeys(run for single in singles[:EXTENDED]
                           for run in _runs_around(by_passage[single.passage], single.first))
    ranked = sorted([*singles, *_score(reranker, question, list(longer))], key=lambda c: -c.score)
    chosen: list[Candidate] = []
    for candidate in ranked:
        if len(chosen) == QUOTES or candidate.score < ranked[0].score - MARGIN:
            break
        if not any(_overlap(candidate, other) for other in chosen):
            chosen.append(_with_whole_quotation(candidate, chosen))
    return chosen


def _score(reranker: Reranker, question: str, runs: Sequence[tuple[Hit, int, int]]) -> list[Candidate]:
    bounds = [(hit.passage.bounds[first][0], hit.passage.bounds[last][1]) for hit, first, last in runs]
    texts = [hit.passage.article.text[start:end] for (hit, _, _), (start, end) in zip(runs, bounds, strict=True)]
    logits = reranker.score(question, texts).tolist()
    candidates = [
        Candidate(hit.passage, first, last, logit,
                  logit + hit.score - (HEADING_PENALTY if _is_heading(hit.passage, first) else 0.0))
        for (hit, first, last), logit in zip(runs, logits, strict=True)]
    return sorted(candidates, key=lambda candidate: -candidate.score)


def _is_heading(passage: Passage, number: int) -> bool:
    """Return whether a sentence is a line of its own that ends without punctuation, and no list item."""
    (_, end), text = passage.bounds[number], passage.article.text
    return text[end : end + 1] in {"", "\n"} and text[end - 1].isalnum() and not _is_item(passage, number)


def _is_item(passage: Passage, number: int) -> bool:
    """Return whether a sentence stands behind a list marker on its line."""
    start, text = passage.bounds[number][0], passage.article.text
    return bool(text[text.rfind("\n", 0, start) + 1 : start].strip())


def _joins(passage: Passage, number: int) -> bool:
    """Return whether a sentence and the next may stand in one run: headings stand alone, a list ends its run."""
    following = number + 1
    return not (_is_heading(passage, number) or _is_heading(passage, following) or
                (_is_item(passage, number) and not _is_item(passage, following)))


def _runs_around(hit: Hit, number: int) -> list[tuple[Hit, int, int]]:
    """Return the runs of two to `LONGEST` sentences that hold sentence `number`."""
    passage, most = hit.passage, len(hit.passage.bounds)
    runs = [(first, first + length - 1) for length in range(2, LONGEST + 1)
            for first in range(max(0, number - length + 1), number + 1) if first + length <= most]
    return [(hit, first, last) for first, last in runs if all(_joins(passage, n) for n in range(first, last))]


def _overlap(one: Candidate, other: Candidate) -> bool:
    return one.passage is other.passage and one.first <= other.last and other.first <= one.last


def _with_whole_quotation(candidate: Candidate, chosen: Sequence[Candidate]) -> Candidate:
    """Return the run made longer until no spoken quotation in it is cut, as far as its passage and `chosen` allow."""
    passage = candidate.passage
    while opened := _unclosed(candidate.quote.text):
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
