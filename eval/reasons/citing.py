"""Why citations count as valid or not, and as on target or not."""

from eval.metrics import characters as measured
from eval.metrics.attributed import LIMIT
from eval.metrics.integrity import dangling, stripped_cue
from eval.metrics.placement import (
    Spans,
    bringing,
    cited_sentences,
    finds,
    found_share,
    gold_spans,
    in_order,
)
from eval.metrics.statements import right_statements as right_statements_of
from eval.metrics.statements import statement_text, statements
from eval.reasons.case import Case, numbered, place, short
from eval.types import CitationScore, Failure

FAILURES = {
    Failure.DRIFT: "the article has other words there",
    Failure.WRONG_DOC: "the words stand in another article, or there is no such article",
    Failure.ALTERED: "the words were altered",
    Failure.STITCHED: "the words do not stand together",
    Failure.FABRICATED: "the words stand nowhere",
}


def validity(case: Case) -> str:
    """Return what is wrong with each citation that is not valid."""
    wrong = [f"[{score.number}] {score.failure.value}: {FAILURES[score.failure]}{_changes(score)}"
             for score in case.citations if score.failure]
    wrong += [f"[{number}] is cited but is no citation" for number in dangling(case.prediction)]
    nothing = "nothing is said, so nothing is cited"
    return "; ".join(wrong) or ("each citation has exactly the words of its article" if case.citations else nothing)


def in_context(case: Case) -> str:
    """Return which citations were not retrieved."""
    never = [score.number for score in case.citations if score.in_context is False]
    return f"never retrieved: {numbered(never)}" if never else "every citation lies in what was retrieved"


def stripped(case: Case) -> str:
    """Return what each citation leaves out of its sentence that would make it read otherwise."""
    found = []
    for citation, score in zip(case.prediction.citations, case.citations, strict=True):
        document = case.documents.get(citation.span.doc or "")
        cue = stripped_cue(citation.span, document) if score.stripped and document else None
        if cue and document:
            found.append(f"[{citation.number}] leaves out the {cue.role.value} “{document.text[cue.start : cue.end]}”")
    return "; ".join(found) or "no negation, hedge, condition or attribution is left out"


def recall(case: Case) -> str:
    """Return how much of the best set of evidence is cited, and what is missed."""
    return _found(case, case.spans, "are cited")


def complete_5(case: Case) -> str:
    """Return the same of the first five cited sentences."""
    first = cited_sentences(case.prediction.citations, case.documents, LIMIT)
    return _found(case, first, f"are among the first {LIMIT} cited sentences")


def labels(case: Case) -> str:
    """Return how many citations are good, bad, and judged by nobody."""
    given = [score.label for score in case.citations]
    return ", ".join(f"{given.count(label)} {label}" for label in ("good", "bad", "unjudged")) if given else (
        "nothing is cited")


def evidence_f1(case: Case) -> str:
    """Return the two shares that it is made of."""
    return f"of {case.metrics['evidence_recall']:.2f} found and {case.metrics['precision_low']:.2f} on target"


def over_citation(case: Case) -> str:
    """Return which citations bring nothing."""
    brings = bringing(case.prediction.citations, case.question, case.documents)
    idle = [citation.number for citation, new in zip(in_order(case.prediction.citations), brings, strict=True)
            if not new]
    return f"no evidence that others have not brought: {numbered(idle)}" if idle else "each brings evidence of its own"


def first_hit(case: Case) -> str:
    """Return what the first citation points at."""
    first = in_order(case.prediction.citations)[:1]
    if not first:
        return "nothing is cited"
    hit = next((span for span in gold_spans(case.question) if finds([first[0].span], span)), None)
    return f"[{first[0].number}] points at {place(hit)}" if hit else f"[{first[0].number}] points at no evidence"


def uncited_statements(case: Case) -> str:
    """Return the statements that cite nothing."""
    missing = set(dangling(case.prediction))
    bare = [short(statement_text(case.prediction, one)) for one in statements(case.prediction)
            if not set(one.citations) - missing]
    return f"without a citation: {', '.join(bare)}" if bare else "every statement has a citation"


def right_statements(case: Case) -> str:
    """Return the right statements that do not cite for themselves what they rest on."""
    flags = _right(case)
    lacking = [short(text) for text, cites in flags if not cites]
    if not flags:
        return "nothing is stated"
    return f"rests on evidence it does not cite: {', '.join(lacking)}" if lacking else (
        f"{len(flags)} statements hold the answer, and cite it" if len(flags) > 1 else
        "the statement that holds the answer cites it")


def characters(case: Case) -> str:
    """Return how many characters are cited, marked, and both."""
    return measured.counted(case.spans, case.question.evidence, "cited")


def _right(case: Case) -> list[tuple[str, bool]]:
    flags = right_statements_of(case.prediction, case.question, case.documents)
    return [(statement_text(case.prediction, statement), cites) for statement, cites in flags if cites is not None]


def _found(case: Case, spans: Spans, what: str) -> str:
    best = max(case.question.evidence, key=lambda evidence: found_share(spans, evidence), default=None)
    if best is None:
        return ""
    missed = [span for span in best.spans if not finds(spans, span)]
    found = f"{len(best.spans) - len(missed)} of {len(best.spans)} spans of evidence {best.id} {what}"
    return f"{found}; missed: {', '.join(map(place, missed))}" if missed else found


def _changes(score: CitationScore) -> str:
    shown = [f"“{change['source']}” became “{change['given']}”" for change in score.difference[:3]]
    return f" ({', '.join(shown)})" if shown else ""
