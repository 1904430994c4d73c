"""What is wrong with a citation that is not valid, and where its words differ from the source's.

rapidfuzz enters here.
"""

import re
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from eval.metrics.folding import fold
from eval.metrics.integrity import is_verbatim, resolves
from eval.types import Document, Failure, PredictedCitation

Difference = tuple[Mapping[str, str], ...]
Change = tuple[str, tuple[int, int], tuple[int, int]]

_ALIKE = 75.0
"""Percent of characters, in order, that altered words share with their source; unrelated news sentences share 45–70."""
_PART_WORDS = 4
"""The shortest part of a stitched quote: shorter runs of words recur in unrelated articles."""
_FEW_WORDS = 3
"""Up to this many words changed or left out make a quote altered, even where its parts stand in other places too."""
_WORD = re.compile(r"\w+(?:[-.,:/']\w+)*|[^\w\s]")
"""A word or number with what joins its parts (7-2, 4.5, don't), or one mark of punctuation."""
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:…|\.{3})\s*\]|…|\.{3})\s*")


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
    changes = alteration(quote, document.text)
    if not 0 < _changed_words(changes) <= _FEW_WORDS and is_stitched(words, documents):
        return Failure.STITCHED, ()
    return (Failure.ALTERED, changes) if changes else (Failure.FABRICATED, ())


def _changed_words(changes: Difference) -> int:
    """Return how many words were changed: of the quote or of the source, whichever is more at each place."""
    return sum(max(len(change[side].split()) for side in ("given", "source")) for change in changes)


def is_stitched(quote: str, documents: Mapping[str, Document]) -> bool:
    """Return whether a folded quote is made of parts (four words or more) that stand apart, in one document or several.

    Parts are found from the left, each as long as it can be; punctuation or an ellipsis may stand between them. Parts
    with at most three words between them in a source are one quote with words left out, which is no stitching.
    """
    texts = [fold(document.text).text for document in documents.values()]
    parts: list[str] = []
    for piece in _ELLIPSIS.split(quote):
        found = _cover(piece, texts)
        if found is None:
            return False
        parts += found
    return len(parts) > 1 and not any(_near(parts, text) for text in texts)


def _cover(piece: str, texts: Sequence[str]) -> list[str] | None:
    """Return the parts, longest first from the left, that together are the piece; None when there are none."""
    words = [word for word in _WORD.finditer(piece) if word.group()[0].isalnum()]
    parts: list[str] = []
    first = 0
    while first < len(words):
        length = _longest(piece, words[first:], texts)
        if length is None:
            return None
        parts.append(_slice(piece, words, first, first + length))
        first += length
    return parts


def _longest(piece: str, words: Sequence[re.Match[str]], texts: Sequence[str]) -> int | None:
    """Return how many of the first words stand together in some text; None when they are too few for a part."""
    for length in range(_PART_WORDS, len(words) + 1):
        texts = [text for text in texts if _slice(piece, words, 0, length) in text]
        if not texts:
            return length - 1 if length > _PART_WORDS else None
    return len(words) if len(words) >= _PART_WORDS else None


def _near(parts: Sequence[str], text: str) -> bool:
    """Return whether a text has the parts in their order, with few words left out between them."""
    gap = rf"\W*(?:\S+\s+){{0,{_FEW_WORDS}}}"
    return re.search(gap.join(map(re.escape, parts)), text) is not None


def alteration(quote: str, source: str) -> Difference:
    """Return how a quote differs from the words of `source` it comes nearest to; () when it comes near to none.

    Each change is {"op", "given", "source"}: `op` tells what was done to the source (replace, delete, insert), `given`
    is what the quote has there, `source` what the source has, as it prints it. Words are compared whole, so "9-0" is
    one change from "7-2". Case is no help and no hindrance to coming near, but it is a difference.
    """
    given, folded = fold(quote).text, fold(source)
    match = fuzz.partial_ratio_alignment(_lower(given), _lower(folded.text), score_cutoff=_ALIKE)
    if match is None or len(given) > len(folded.text):
        return ()
    slack = len(given) // 5
    start = folded.text.rfind(" ", 0, max(0, match.dest_start - slack)) + 1
    end = folded.text.find(" ", min(len(folded.text), match.dest_end + slack))
    theirs = list(_WORD.finditer(folded.text, start, end if end >= 0 else len(folded.text)))
    return tuple({"op": op, "given": _slice(given, list(_WORD.finditer(given)), *ours),
                  "source": source[slice(*folded.original(theirs[first].start(), theirs[last - 1].end()))]
                  if first < last else ""}
                 for op, (first, last), ours in _changes(theirs, list(_WORD.finditer(given))))


def _changes(theirs: Sequence[re.Match[str]], ours: Sequence[re.Match[str]]) -> list[Change]:
    """Return (op, words of the source, words of the quote); what the source has around the quote is no change."""
    steps = Levenshtein.opcodes([word.group() for word in theirs], [word.group() for word in ours])
    return [(step.tag, (step.src_start, step.src_end), (step.dest_start, step.dest_end)) for step in steps
            if step.tag != "equal" and not (step.tag == "delete" and step.dest_end in (0, len(ours)))]


def _slice(text: str, words: Sequence[re.Match[str]], first: int, last: int) -> str:
    return text[words[first].start() : words[last - 1].end()] if first < last else ""


def _lower(text: str) -> str:
    """Return the text in lower case, character by character, so that offsets stay (İ would become two)."""
    return "".join(lower if len(lower := character.lower()) == 1 else character for character in text)
