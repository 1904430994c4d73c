"""What is wrong with a citation that is not valid, and where its words differ from the source's."""

from collections.abc import Mapping

from eval.metrics.integrity import is_verbatim, resolves
from eval.types import Document, Failure, PredictedCitation
from qa.difference import Nearest, nearest
from qa.folding import fold
from qa.stitching import stitches

Difference = tuple[Mapping[str, str], ...]


def failure(citation: PredictedCitation, documents: Mapping[str, Document]) -> tuple[Failure | None, Difference]:
    """Return why a citation is not valid, with the difference of altered words; (None, ()) when it is valid.

    The first that applies: the document does not exist (wrong_doc); another hash, or offsets that are no slice (drift);
    the words stand elsewhere in the document (drift), in another document (wrong_doc), in the document with at most
    three words changed (altered), in parts that are apart (stitched), in the document with more changed (altered);
    otherwise they are fabricated, as are no words at all.
    """
    document = documents.get(citation.span.doc or "")
    if document is None:
        return Failure.WRONG_DOC, ()
    if not resolves(citation.span, documents):
        return Failure.DRIFT, ()
    if is_verbatim(citation, documents):
        return None, ()
    return _wrong_words(citation.quote, document, documents)


def _wrong_words(quote: str, document: Document, documents: Mapping[str, Document]) -> tuple[Failure, Difference]:
    words = fold(quote).text
    if not words:
        return Failure.FABRICATED, ()
    if words in fold(document.text).text:
        return Failure.DRIFT, ()
    if any(words in fold(other.text).text for other in documents.values()):
        return Failure.WRONG_DOC, ()
    near = nearest(quote, document.text)
    if not (near and near.is_slight) and stitches(quote, [other.text for other in documents.values()]):
        return Failure.STITCHED, ()
    return (Failure.ALTERED, alteration(near)) if near else (Failure.FABRICATED, ())


def alteration(near: Nearest) -> Difference:
    """Return how a quote differs from the words of its source that it comes nearest to.

    Each change is {"op", "given", "source"}: `op` tells what was done to the source (replace, delete, insert), `given`
    is what the quote has there, `source` what the source has, each as it prints it; see `qa.difference.nearest`.
    """
    return tuple({"op": change.op, "given": change.given, "source": change.source} for change in near.changes)
