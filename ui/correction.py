"""A checked draft as a file in which failing quotations are put right and every change is marked. Pure functions.

An altered quotation gets the source's own words. One that copying cannot put right stays as it stands, with a note of
what the articles have. All else is as it was, every verified quotation too.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from qa.article import Span
from qa.review import Checked, Review
from qa.verdict import QuoteCheck, Verdict
from ui.credit import credit
from ui.export import File
from ui.wording import count_in_words

_MARKUP = re.compile(r"([\\`*_\[\]<>~])")


def correct(review: Review, key: str) -> File:
    """Return the draft in one of `FORMATS`. Raises KeyError for any other key."""
    _, suffix, media, write = FORMATS[key]
    return File(f"draft-corrected.{suffix}", media, write(review))


def markdown(review: Review) -> str:
    """Return the draft as Markdown: ~~words of the draft~~ **words of the source**, and a footnote on each."""
    body = _body(review, _marked, "[^pullquote-{}]")
    notes = "\n\n".join(f"[^pullquote-{number}]: {_escaped(_note(one))}" for number, one in _failing(review))
    return f"{body}\n\n---\n\n*{_summary(review)}*\n\n{notes}".rstrip() + "\n"


def plain(review: Review) -> str:
    """Return the draft as plain text, and under it a note on each change, with what was changed in brackets."""
    body = _body(review, lambda check: check.matches[0].text, " [note {}]")
    notes = "\n\n".join(f"[note {number}] {_note(one)}{_compared(one.check)}" for number, one in _failing(review))
    return f"{body}\n\n----\n{_summary(review)}\n\n{notes}".rstrip() + "\n"


FORMATS: Mapping[str, tuple[str, str, str, Callable[[Review], str]]] = {
    "markdown": ("Markdown, changes marked", "md", "text/markdown", markdown),
    "plain": ("Plain text, with notes", "txt", "text/plain", plain),
}
"""By key: what the format is called, the end of the file's name, its media type, and what writes it."""


def _failing(review: Review) -> Iterator[tuple[int, Checked]]:
    """Yield each quotation in which something is to be put right, with its number from 1."""
    return enumerate((one for one in review.quotations if not one.sound), 1)


def _body(review: Review, words: Callable[[QuoteCheck], str], reference: str) -> str:
    """Return the draft with `words` for each altered quotation, and a reference behind each that fails."""
    parts, at = [], 0
    for number, one in _failing(review):
        if one.check.verdict is Verdict.ALTERED:
            parts += [review.text[at : one.start], words(one.check)]
            at = one.end
        behind = 2 if review.text[one.end : one.end + 1] == "," else 1  # the quotation mark, and a comma before it
        closed = min(one.end + behind, len(review.text))
        parts += [review.text[at:closed], reference.format(number)]
        at = closed
    return "".join(parts) + review.text[at:]


def _marked(check: QuoteCheck) -> str:
    """Return the source's own words for an altered quotation, each change marked in Markdown."""
    source = check.matches[0]
    parts, at = [], 0
    for change in check.difference:
        start, end = (place - source.start for place in change.source_at)
        removed, put = _wrapped("~~", change.given), _wrapped("**", source.text[start:end])
        apart = put or source.text[end : end + 1].isalnum()
        parts += [_escaped(source.text[at:start]), removed, " " if removed and apart else "", put]
        at = end
    return "".join(parts) + _escaped(source.text[at:])


def _wrapped(mark: str, words: str) -> str:
    """Return words between marks, which must touch them; spaces around them stand outside."""
    core = words.strip()
    if not core:
        return ""
    before, _, after = words.partition(core)
    return f"{_escaped(before)}{mark}{_escaped(core)}{mark}{_escaped(after)}"


def _escaped(text: str) -> str:
    """Return a text, on one line, in which nothing is Markdown."""
    return _MARKUP.sub(r"\\\1", re.sub(r"\s*\n\s*", " ", text))


def _summary(review: Review) -> str:
    found = review.quotations
    verified = sum(one.sound for one in found)
    corrected = sum(one.check.verdict is Verdict.ALTERED and not one.spoken_by for one in found)
    counts = {"verified": verified, "corrected": corrected, "to be put right": len(found) - verified - corrected}
    told = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"Checked by pullquote: {count_in_words(len(found), 'quotation')}, {told}. Nothing verified was touched."


def _note(one: Checked) -> str:
    """Return what was done about a quotation, where the words stand, and who says them where that is somebody else."""
    wrong = f" There {' and '.join(one.spoken_by)} says it, not {one.speaker}." if one.spoken_by else ""
    return _done(one.check) + wrong


def _done(check: QuoteCheck) -> str:
    if check.verified:
        return f"The words are those of {_place(check.matches[0])}."
    if check.verdict is Verdict.ALTERED:
        return f"Corrected to the words of {_place(check.matches[0])}."
    parts = "; ".join(f"“{match.text}”, {_place(match)}" for match in check.matches)
    if parts:
        return f"Left as it was: these words stand apart in the articles. {parts}."
    return "Left as it was: no article has these words, or words near to them."


def _compared(check: QuoteCheck) -> str:
    if check.verdict is not Verdict.ALTERED:
        return ""
    source = check.matches[0]
    changed = [(change.source_at[0] - source.start, change.source_at[1] - source.start) for change in check.difference]
    return (f"\n  draft   {_bracketed(check.quote, [change.given_at for change in check.difference])}"
            f"\n  source  {_bracketed(source.text, changed)}")


def _bracketed(text: str, places: list[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in places:
        if start < end:
            parts += [text[at:start], f"[{text[start:end]}]"]
            at = end
    return " ".join("".join([*parts, text[at:]]).split())


def _place(span: Span) -> str:
    return f"{credit(span)} (article {span.article.id}, characters {span.start}–{span.end})"
