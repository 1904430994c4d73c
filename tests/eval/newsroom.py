"""A tiny collection for metric tests, and short ways to cite it."""

from eval.types import (
    Dataset,
    Evidence,
    GoldAnswer,
    Kind,
    PredictedCitation,
    PredictedSpan,
    PredictedStatement,
    Prediction,
    Question,
    Side,
    Unanswerable,
)
from tests.eval.places import Places, document

COST = "The wall will cost 12.4 million crowns."
VOTE = "The committee backed it by nine votes to six on 14 March 2025."
SHED = "It has not approved the removal of the fish-market shed, Solano said."
QUOTE = "“We have had nine winters of reports,” said Petra Lindhal."
OLD_COST = "A plan of 2019 put the cost at 9 million crowns."
OTHER_COST = "The wall will cost 14 million crowns, the Ledger reports."
WEATHER = "Snow is expected on the coast."


COURIER = document("courier", COST, VOTE, SHED, QUOTE, published="2025-03-14", cluster="wire")
POST = document("post", COST, VOTE, SHED, published="2025-03-15", cluster="wire")
LEDGER = document("ledger", OTHER_COST, OLD_COST, WEATHER, published="2025-03-10")
DOCUMENTS = {document.doc: document for document in (COURIER, POST, LEDGER)}
PLACES = Places(DOCUMENTS)
place, span, gold, cite = PLACES.place, PLACES.span, PLACES.gold, PLACES.cite


def dataset(*questions: Question) -> Dataset:
    return Dataset("newsroom", DOCUMENTS, questions, "by hand")


def nowhere(start: int = 0, end: int = 10) -> PredictedSpan:
    return PredictedSpan(None, start, end, article_id="no such article")


def evidence(name: str, *spans: tuple[str, str]) -> Evidence:
    return Evidence(name, tuple(gold(doc, words) for doc, words in spans))


def answers(*texts: str) -> tuple[GoldAnswer, ...]:
    return tuple(GoldAnswer(f"a{number}", text) for number, text in enumerate(texts, 1))


def question(kind: Kind = Kind.ANSWERABLE, **fields) -> Question:
    return Question("q1", "test", "How much will the wall cost?", "wall", kind, **fields)


COST_QUESTION = question(answers=answers("12.4 million crowns"),
                         evidence=(evidence("e1", ("courier", COST)), evidence("e2", ("post", COST))),
                         bad=(gold("ledger", OLD_COST),))
TWO_PART_QUESTION = question(answers=answers("12.4 million crowns"),
                             evidence=(evidence("e1", ("courier", COST), ("courier", VOTE)),))
CONFLICT = question(Kind.CONFLICTING, answers=answers("12.4 million crowns", "14 million crowns"),
                    evidence=(evidence("e1", ("courier", COST), ("ledger", OTHER_COST)),),
                    sides=(Side("s1", "a1", (gold("courier", COST), gold("post", COST))),
                           Side("s2", "a2", (gold("ledger", OTHER_COST),))))
SUPERSEDED = question(Kind.SUPERSEDED, answers=answers("12.4 million crowns"), as_of="2025-03-14",
                      evidence=(evidence("e1", ("courier", COST)),), bad=(gold("ledger", OLD_COST),))
NO_ANSWER = question(Kind.UNANSWERABLE, unanswerable_type=Unanswerable.NEAR_MISS)


def quoting(*citations: PredictedCitation, **fields) -> Prediction:
    """Return an answer that is nothing but the quotes, each a statement with its own citation."""
    answer, statements = "", []
    for citation in citations:
        start, answer = len(answer), answer + f"{citation.quote} [{citation.number}]\n"
        statements.append(PredictedStatement(start, len(answer) - 1, (citation.number,)))
    return Prediction("q1", answer=answer, citations=citations, statements=tuple(statements), **fields)


ABSTAINED = Prediction("q1", abstained=True)
FAILED = Prediction("q1", failed="line 3: no JSON")
EMPTY = Prediction("q1")
