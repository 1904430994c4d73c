"""A small language for conformance cases: what is true, what a system said, and what the scores must be.

A case becomes a question with gold and a line of predictions, which goes through the reader and the scorer that every
run goes through. Places are named as `eval.selftest.world` tells.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eval.selftest.world import DOCUMENTS, gold_span, place
from eval.types import Evidence, Failure, GoldAnswer, Kind, Question, Side, Stage, Unanswerable


@dataclass(frozen=True, slots=True)
class Gold:
    """A question and what is true of it; its kind follows from what is given.

    `evidence` are alternative sets, the places of one set joined by " & ". `sides` pair an answer with a place.
    """

    asks: str
    evidence: tuple[str, ...] = ()
    answers: tuple[str | GoldAnswer, ...] = ()
    ok: tuple[str, ...] = ()
    bad: tuple[str, ...] = ()
    sides: tuple[tuple[str, str], ...] = ()
    as_of: str | None = None
    unanswerable: Unanswerable | None = None


@dataclass(frozen=True, slots=True)
class Cite:
    """A citation of a place. The other fields, where given, make it wrong or unusual.

    `quote` are the words it claims, `moved` by how many characters both offsets are off, `longer` the end alone;
    `article` is the name it gives its article, `also_in` are copies it folds in.
    """

    at: str
    quote: str | None = None
    number: int | None = None
    moved: int = 0
    longer: int = 0
    article: str | None = None
    sha256: str | None = None
    also_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a system said. Without `answer` and `says`, it quotes each citation in a statement of its own.

    `says` are statements with the citation numbers they name; `answer` is one that is not divided into statements.
    `cites` may name places alone.
    """

    cites: tuple[str | Cite, ...] = ()
    answer: str | None = None
    says: tuple[tuple[str, tuple[int, ...]], ...] | None = None
    short: str | None = None
    abstained: bool = False
    passages: tuple[str, ...] = ()
    conflicts: tuple[tuple[int, ...], ...] = ()
    sources: int | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One thing a scorer must get right, and why. `expect` holds metrics; what it does not name is not looked at.

    `said` as text stands for lines that are printed as they are, with QID for the question's id. `failures` and
    `difference` are those of the citations in order, `indexed` are the documents the system knew (None: all).
    """

    name: str
    reason: str
    gold: Gold
    said: Said | str
    expect: Mapping[str, float | None]
    failures: tuple[Failure | None, ...] | None = None
    difference: tuple[tuple[str, str, str], ...] | None = None
    stage: Stage | None = None
    indexed: tuple[str, ...] | None = None


def to_question(case: Case) -> Question:
    """Return the question of a case, its name being the qid. Raises ValueError for a place that does not exist."""
    gold = case.gold
    texts = (*gold.answers, *(answer for answer, _ in gold.sides))
    answers = tuple(answer if isinstance(answer, GoldAnswer) else GoldAnswer(answer, answer) for answer in texts)
    kind = (Kind.UNANSWERABLE if gold.unanswerable else Kind.CONFLICTING if gold.sides else
            Kind.SUPERSEDED if gold.as_of else Kind.ANSWERABLE)
    return Question(
        qid=case.name, split="test", question=gold.asks, story_id="harrow", kind=kind,
        unanswerable_type=gold.unanswerable, answers=answers,
        evidence=tuple(Evidence(f"e{number}", tuple(map(gold_span, places.split(" & "))))
                       for number, places in enumerate(gold.evidence, 1)),
        ok=tuple(map(gold_span, gold.ok)), bad=tuple(map(gold_span, gold.bad)),
        sides=tuple(Side(f"s{number}", answer, (gold_span(where),))
                    for number, (answer, where) in enumerate(gold.sides, 1)),
        as_of=gold.as_of,
    )


def to_lines(case: Case) -> list[str]:
    """Return the lines of predictions of a case: one, unless it prints its own. Raises ValueError as `to_question`."""
    if isinstance(case.said, str):
        return case.said.replace("QID", json.dumps(case.name)).splitlines()
    return [json.dumps({"qid": case.name, **_record(case.said)}, ensure_ascii=False)]


def _record(said: Said) -> dict[str, Any]:
    cites = [cite if isinstance(cite, Cite) else Cite(cite) for cite in said.cites]
    citations = [_citation(cite, number) for number, cite in enumerate(cites, 1)]
    quoting = tuple((f"“{citation['quote']}” [{citation['number']}]", (citation["number"],)) for citation in citations)
    says = said.says if said.says is not None else () if said.answer is not None else quoting
    answer, statements = said.answer or "", []
    for text, numbers in says:
        start = len(answer) + 1 if answer else 0
        answer = f"{answer} {text}" if answer else text
        statements.append({"start": start, "end": len(answer), "citations": list(numbers)})
    return {
        "abstained": said.abstained, "answer": answer, "short_answer": said.short, "statements": statements,
        "citations": citations, "passages": list(map(_span, said.passages)),
        "agreement": {"independent_sources": said.sources, "conflicts": list(map(list, said.conflicts))},
    }


def _citation(cite: Cite, number: int) -> dict[str, Any]:
    doc, start, end = place(cite.at)
    return {
        "number": number if cite.number is None else cite.number, "article_id": cite.article or doc,
        "start": start + cite.moved, "end": end + cite.moved + cite.longer,
        "quote": DOCUMENTS[doc].text[start:end] if cite.quote is None else cite.quote,
        "article_sha256": cite.sha256, "also_in": list(map(_span, cite.also_in)),
    }


def _span(words: str) -> dict[str, Any]:
    doc, start, end = place(words)
    return {"article_id": doc, "start": start, "end": end}
