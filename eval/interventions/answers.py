"""What two answers have in common: the sentences they cite, the words they say."""

from collections.abc import Mapping

from eval.interventions.edits import touched
from eval.interventions.types import Case
from eval.metrics.answers import spoken, tokens
from eval.metrics.integrity import cited_text, is_verbatim
from eval.metrics.placement import pointing
from eval.types import Document, Prediction


def cited_sentences(prediction: Prediction, documents: Mapping[str, Document]) -> frozenset[str]:
    """Return the texts of the frozen sentences that the citations touch, wherever they stand.

    Copies of a sentence are one. Citations that do not resolve touch none.
    """
    cited = [(documents[span.doc or ""], (span.start, span.end)) for span in pointing(prediction.citations, documents)]
    return frozenset(document.text[slice(*sentence)] for document, bounds in cited
                     for sentence in touched(document, bounds))


def cites_the_same(case: Case, prediction: Prediction) -> bool:
    """Return whether an answer cites the sentences cited before and nothing else, or abstains as before."""
    if prediction.abstained or case.base.abstained:
        return prediction.abstained == case.base.abstained
    return cited_sentences(prediction, case.dataset.documents) == case.cited


def says_the_same(case: Case, prediction: Prediction) -> bool:
    """Return whether an answer says what was said before.

    It has the same short answer, or it has the same words, or it cites the same sentences.
    """
    if prediction.abstained or case.base.abstained:
        return prediction.abstained == case.base.abstained
    if prediction.short_answer and case.base.short_answer:
        return tokens(prediction.short_answer) == tokens(case.base.short_answer)
    return tokens(spoken(prediction)) == tokens(spoken(case.base)) or cites_the_same(case, prediction)


def answer_text(prediction: Prediction) -> str:
    """Return everything that is said: the answer without its markers, and the short answer."""
    return f"{spoken(prediction)}\n{prediction.short_answer or ''}"


def valid_quotes(prediction: Prediction, documents: Mapping[str, Document]) -> str:
    """Return what the documents hold at the valid citations, a line each."""
    return "\n".join(cited_text(citation.span, documents) or "" for citation in prediction.citations
                     if is_verbatim(citation, documents))
