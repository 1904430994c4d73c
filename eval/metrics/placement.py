"""Do the citations point at the evidence? Measures in sentences of where they point; their words are checked elsewhere.

A citation that does not resolve points nowhere: it finds no evidence, and it counts as a bad one.
"""

from collections.abc import Mapping, Sequence

from eval.metrics.integrity import resolves
from eval.metrics.intervals import Interval, merge, overlap
from eval.types import Document, Evidence, GoldSpan, Label, PredictedCitation, PredictedSpan, Question

Spans = Sequence[PredictedSpan]


def hit(cited: Interval, gold: Interval) -> bool:
    """Return whether an interval hits a gold one of the same document: |c ∩ g| ≥ min(0.5·|g|, 0.9·|c|).

    So half of the gold is enough, and so is a part of it with little around it. False when either is empty.
    """
    cited_length, gold_length = cited[1] - cited[0], gold[1] - gold[0]
    return (cited_length > 0 and gold_length > 0
            and overlap(cited, gold) >= min(0.5 * gold_length, 0.9 * cited_length))


def finds(spans: Spans, gold: GoldSpan) -> bool:
    """Return whether some span hits the gold one, or spans that meet and are merged; more spans never undo a hit."""
    own = [(span.start, span.end) for span in spans if span.doc == gold.doc]
    return any(hit(interval, (gold.start, gold.end)) for interval in [*own, *merge(own)])


def found_share(spans: Spans, evidence: Evidence) -> float:
    """Return the share of a set's spans that are found, 0–1."""
    return sum(finds(spans, gold) for gold in evidence.spans) / len(evidence.spans)


def evidence_recall(spans: Spans, evidence: Sequence[Evidence]) -> float | None:
    """Return the largest share found of any one set; sets are alternatives. None when there is no evidence."""
    return max((found_share(spans, alternative) for alternative in evidence), default=None)


def evidence_complete(spans: Spans, evidence: Sequence[Evidence]) -> float | None:
    """Return 1 when all spans of some set are found, else 0. None when there is no evidence."""
    recall = evidence_recall(spans, evidence)
    return None if recall is None else float(recall == 1)


def pointing(citations: Sequence[PredictedCitation], documents: Mapping[str, Document]) -> list[PredictedSpan]:
    """Return the spans of the citations that resolve, by citation number."""
    return [citation.span for citation in in_order(citations) if resolves(citation.span, documents)]


def in_order(citations: Sequence[PredictedCitation]) -> list[PredictedCitation]:
    """Return the citations as a reader meets them: by number."""
    return sorted(citations, key=lambda citation: citation.number)


def gold_spans(question: Question) -> tuple[GoldSpan, ...]:
    """Return every span that bears on the answer, each once: of all sets and of all sides."""
    sets = [span for evidence in question.evidence for span in evidence.spans]
    return tuple(dict.fromkeys(sets + [span for side in question.sides for span in side.spans]))


def label(citation: PredictedCitation, question: Question, documents: Mapping[str, Document]) -> Label:
    """Return "good" for a citation that hits gold or an acceptable extra, "bad" for one that hits a marked mistake.

    One that does not resolve is bad. The rest is "unjudged": nobody marks every sentence of a collection.
    """
    if not resolves(citation.span, documents):
        return "bad"
    if any(finds([citation.span], gold) for gold in (*gold_spans(question), *question.ok)):
        return "good"
    return "bad" if any(finds([citation.span], gold) for gold in question.bad) else "unjudged"


def precision_interval(labels: Sequence[Label]) -> tuple[float | None, float | None]:
    """Return precision as if all unjudged citations were bad, and as if they were not there.

    [good / (good + bad + unjudged), good / (good + bad)]; an end is None when it divides by 0.
    """
    good, bad = labels.count("good"), labels.count("bad")
    return ratio(good, len(labels)), ratio(good, good + bad)


def judged_share(labels: Sequence[Label]) -> float | None:
    """Return the share of citations that are good or bad; None when there are none."""
    return ratio(len(labels) - labels.count("unjudged"), len(labels))


def harmonic(first: float | None, second: float | None) -> float | None:
    """Return F1 of two shares, 0 when both are 0; None when one is."""
    if first is None or second is None:
        return None
    return 2 * first * second / (first + second) if first + second else 0.0


def over_citation(citations: Sequence[PredictedCitation], question: Question,
                  documents: Mapping[str, Document]) -> float | None:
    """Return the share of citations that bring nothing: no gold or acceptable span that those before have not found.

    A copy listed as evidence of its own brings something; the same sentence again does not. None without citations or
    without gold.
    """
    brings = bringing(citations, question, documents)
    return ratio(brings.count(False), len(brings)) if gold_spans(question) or question.ok else None


def bringing(citations: Sequence[PredictedCitation], question: Question,
             documents: Mapping[str, Document]) -> list[bool]:
    """Return for each citation, by number, whether it finds a gold or acceptable span that those before have not."""
    found: set[GoldSpan] = set()
    brings = []
    for citation in in_order(citations):
        now = {gold for gold in (*gold_spans(question), *question.ok)
               if resolves(citation.span, documents) and finds([citation.span], gold)}
        brings.append(bool(now - found))
        found |= now
    return brings


def first_hit(citations: Sequence[PredictedCitation], question: Question,
              documents: Mapping[str, Document]) -> float | None:
    """Return 1 when the citation with the lowest number hits gold, else 0, also without any. None without gold."""
    gold = gold_spans(question)
    if not gold:
        return None
    first = pointing(in_order(citations)[:1], documents)
    return float(any(finds(first, span) for span in gold))


def cited_sentences(citations: Sequence[PredictedCitation], documents: Mapping[str, Document],
                    limit: int) -> list[PredictedSpan]:
    """Return what is cited of the first `limit` sentences, by citation number and then in reading order.

    A sentence that a citation touches counts, once, however often it is cited; where a document has no sentences, each
    citation is one. Spans are cut at the bounds of their sentence.
    """
    kept: dict[tuple[str, Interval], list[PredictedSpan]] = {}
    for span in pointing(citations, documents):
        cited = (span.start, span.end)
        for bounds in [s for s in documents[span.doc or ""].sentences if overlap(s, cited)] or [cited]:
            part = PredictedSpan(span.doc, max(cited[0], bounds[0]), min(cited[1], bounds[1]), span.article_id)
            key = (span.doc or "", bounds)
            if key in kept or len(kept) < limit:
                kept.setdefault(key, []).append(part)
    return [part for parts in kept.values() for part in parts]


def ratio(part: float, whole: float) -> float | None:
    """Return part / whole, None when the whole is 0."""
    return part / whole if whole else None
