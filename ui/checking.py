"""A checked draft as HTML: the draft with its quotations marked by verdict, and a card for each. Pure functions.

Every word from outside passes through `escape`.
"""

from collections.abc import Sequence
from html import escape

from qa.review import Checked, Review
from qa.verdict import Verdict
from ui import correction, desk
from ui.conversation import Place, places
from ui.credit import address, credited
from ui.evidence import also_html, opens, section_html
from ui.quotation import left_out
from ui.reading import byline_html, language_attribute, marked_html
from ui.reply import export_html
from ui.wording import count_in_words

DRAFT = -1  # stands for the draft itself where the browser names a place
WAITING = ("<p>Paste a quotation, or a whole draft with quotation marks. Each quotation is looked for in every "
           "article: it is verified only where the words are an article’s own, and where they are not, you see what "
           "was changed.</p>")


def review_html(review: Review, place: Place | None = None) -> str:
    """Return the desk of a checked draft, open at a place in its source, or at the draft itself."""
    if not review.quotations:
        return desk.desk_html(section_html("Nothing to check yet", "", WAITING))
    cards = "".join(_card_html(review, number, one, place) for number, one in enumerate(review.quotations, 1))
    verified = sum(one.check.verified for one in review.quotations)
    lead = f"{count_in_words(len(review.quotations), 'quotation')}, {verified} verified"
    if elsewhere := sum(bool(one.spoken_by) for one in review.quotations):
        lead += f", {elsewhere} said by somebody else"
    evidence = section_html("Verdicts", lead, f'{_correction_html(review)}<ol class="pq-cards">{cards}</ol>',
                            ' data-of="0"')
    if place is not None:
        return desk.desk_html(evidence, desk.reading_html(review, 0, place))
    return desk.desk_html(evidence, desk.pane_html(_draft_html(review), f"0.{DRAFT}", ""))


def _correction_html(review: Review) -> str:
    altered = sum(one.check.verdict is Verdict.ALTERED for one in review.quotations)
    draft = f'<button type="button" class="pq-link" data-turn="0" data-place="{DRAFT}">Show the draft</button>'
    if altered:
        draft += (f'<button type="button" class="pq-link" data-copy="{escape(review.corrected)}">Copy the draft with '
                  f"{count_in_words(altered, 'correction')}</button>")
    if not all(one.sound for one in review.quotations):
        draft += export_html("draft", "Export the corrected draft", correction.FORMATS)
    return f'<div class="pq-foot">{draft}</div>'


def _draft_html(review: Review) -> str:
    """Return the draft, its text unchanged, each quotation marked and numbered."""
    parts, at = [], 0
    for number, one in enumerate(review.quotations, 1):
        parts.append(escape(review.text[at : one.start]))
        parts.append(f'<mark class="pq-given pq-is-{_key(one)}" data-label="{number}">'
                     f"{escape(review.text[one.start : one.end])}</mark>")
        at = one.end
    return (f'<div class="pq-article"><h2 class="pq-headline">Your draft</h2><div class="pq-body pq-draft" dir="auto">'
            f"{''.join(parts)}{escape(review.text[at:])}</div></div>")


def _key(one: Checked) -> str:
    return one.check.verdict.value.replace(" ", "-")


def _card_html(review: Review, number: int, one: Checked, current: Place | None) -> str:
    found = [place for place in places(review) if place.number == number]
    opened = f" {opens(found[0], 0)}" if found else ""
    state = ' aria-current="true"' if current is not None and current.number == number else ""
    verdict = f'<p class="pq-verdict pq-is-{_key(one)}">{escape(one.check.verdict.value.capitalize())}</p>'
    message = f'<p class="pq-note">{escape(one.check.verdict.message.capitalize())}.</p>'
    if beside := left_out(one.check):
        message += f'<p class="pq-warning">{escape(beside[0].upper() + beside[1:])}.</p>'
    if one.spoken_by:
        message += (f'<p class="pq-warning">Your draft has {escape(one.speaker)} say this, the source '
                    f"{escape(' and '.join(one.spoken_by))}.</p>")
    given = marked_html(one.check.quote, [change.given_at for change in one.check.difference], "del")
    words = f'<blockquote dir="auto">{given}</blockquote>'
    return (f'<li class="pq-card"{state}{opened}><span class="pq-number" aria-hidden="true">{number}</span>{verdict}'
            f"{words}{message}{_sources_html(one, found)}</li>")


def _sources_html(one: Checked, found: Sequence[Place]) -> str:
    """Return the source's own words where they differ, where they stand, and what can be copied."""
    if not found:
        return ""
    if one.check.verdict is Verdict.STITCHED:
        return "".join(_source_html(place, escape(place.span.text)) for place in found)
    first = found[0]
    changed = [(change.source_at[0] - first.span.start, change.source_at[1] - first.span.start)
               for change in one.check.difference]
    own = marked_html(first.span.text, changed, "ins") if one.check.verdict is not Verdict.EXACT else ""
    return _source_html(first, own) + also_html(found[1:], 0)


def _source_html(place: Place, words: str) -> str:
    span, article = place.span, place.span.article
    own = f'<blockquote class="pq-own" dir="auto"{language_attribute(article)}>{words}</blockquote>' if words else ""
    return (f'{own}<button type="button" class="pq-title" {opens(place, 0)} dir="auto">'
            f"{escape(article.title)}</button>{byline_html(article, authors=False, page=article.page(span.start))}"
            f'<p class="pq-foot"><button type="button" class="pq-link" data-copy="{escape(credited(span))}">Copy the '
            f'source’s words</button><a class="pq-link" href="{escape(address(span))}" target="_blank">Link</a></p>')
