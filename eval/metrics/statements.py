"""Whether each statement of an answer cites, and cites what it says."""

from collections.abc import Mapping

from eval.metrics.answers import holds, says, spoken, tokens
from eval.metrics.integrity import cited_text, dangling, share
from eval.metrics.placement import finds, gold_spans, pointing
from eval.types import Document, GoldSpan, PredictedCitation, PredictedStatement, Prediction, Question


def statements(prediction: Prediction) -> tuple[PredictedStatement, ...]:
    """Return the statements; an answer that is not divided is one statement with all the citations."""
    if prediction.statements or not prediction.answer.strip():
        return prediction.statements
    numbers = tuple(citation.number for citation in prediction.citations)
    return (PredictedStatement(0, len(prediction.answer), numbers),)


def statement_text(prediction: Prediction, statement: PredictedStatement) -> str:
    """Return the words of a statement, without citation markers."""
    return spoken(prediction, statement.start, statement.end)


def citations_of(prediction: Prediction, statement: PredictedStatement) -> list[PredictedCitation]:
    """Return the citations that a statement names, by number; numbers that no citation has are passed over."""
    return [citation for citation in prediction.citations if citation.number in statement.citations]


def quoted(prediction: Prediction, statement: PredictedStatement, documents: Mapping[str, Document]) -> str:
    """Return what the documents hold where the statement's citations point, one quote a line; "" when nowhere.

    The same words cited twice, as from a copy, are one quote: said twice they would deny twice.
    """
    texts = [cited_text(citation.span, documents) for citation in citations_of(prediction, statement)]
    return "\n".join(dict.fromkeys(text for text in texts if text))


def uncited_statements(prediction: Prediction) -> float | None:
    """Return the share of statements without a citation; a number that no citation has is none. None without any."""
    missing = set(dangling(prediction))
    return share([not set(statement.citations) - missing for statement in statements(prediction)])


def right_statement_recall(prediction: Prediction, question: Question,
                           documents: Mapping[str, Document]) -> float | None:
    """Return the share of right statements that cite for themselves what they rest on.

    A statement is right when it quotes a gold span word for word or says an accepted answer. In the first case its own
    citations must find that span, in the second any gold span: evidence cited elsewhere in the answer is not enough.
    None without gold, and when no statement can be told to be right; 0 for an answer without statements.
    """
    if not gold_spans(question):
        return None
    if prediction.abstained or not statements(prediction):
        return 0.0
    return share([cites for _, cites in right_statements(prediction, question, documents)])


def right_statements(prediction: Prediction, question: Question,
                     documents: Mapping[str, Document]) -> list[tuple[PredictedStatement, bool | None]]:
    """Return each statement, and whether it cites what it rests on; None where it cannot be told to be right."""
    flags: list[tuple[PredictedStatement, bool | None]] = []
    for statement in statements(prediction):
        needed = _rests_on(statement_text(prediction, statement), question, gold_spans(question))
        spans = pointing(citations_of(prediction, statement), documents)
        flags.append((statement, any(finds(spans, span) for span in needed) if needed else None))
    return flags


def _rests_on(text: str, question: Question, gold: tuple[GoldSpan, ...]) -> tuple[GoldSpan, ...]:
    """Return the gold spans of which a statement needs one; none when it cannot be told to be right."""
    words = tokens(text)
    held = tuple(span for span in gold if holds(words, tokens(span.text)))
    said = any(says(words, answer) for answer in question.answers)
    return held or (gold if said else ())
