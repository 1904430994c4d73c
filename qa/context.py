"""What a quotation leaves out of its sentence that turns or limits what it says.

"The wall is safe" is exact, and misleads where the article has "She denied that the wall is safe".
"""

from collections.abc import Iterator

from qa.article import Span
from qa.cues import Role, find_cues
from qa.sentences import sentence_bounds


def stripped(quote: Span) -> tuple[Span, ...]:
    """Return the words beside a quotation, in its sentences, that deny, hedge, condition or attribute, in order.

    Who said what stands between quotation marks in the article is not counted as left out.
    """
    text = quote.article.text
    start = text.rfind("\n\n", 0, quote.start) + 1
    spoken = _is_open(text[start : quote.start])
    return tuple(Span(quote.article, first + cue.start, first + cue.end)
                 for first, last in _beside(quote, start) for cue in find_cues(text[first:last])
                 if not (spoken and cue.role is Role.ATTRIBUTION))


def _beside(quote: Span, start: int) -> Iterator[tuple[int, int]]:
    """Yield the parts of its sentences that stand before and after a quotation; `start` is that of its paragraph."""
    text = quote.article.text
    end = text.find("\n\n", quote.end)
    for first, last in sentence_bounds(text[start : len(text) if end < 0 else end]):
        if start + first < quote.end and quote.start < start + last:
            yield start + first, max(start + first, quote.start)
            yield min(start + last, quote.end), start + last


def _is_open(text: str) -> bool:
    """Return whether a quotation mark is open at the end of `text`."""
    return text.count("“") > text.count("”") or text.count('"') % 2 == 1
