"""The reply to a question as the chat shows it. Pure functions; every word from outside passes through `escape`.

A statement that is nothing but a quote stands by itself, with its source under it. Quotes that contradict each other
stand side by side, with the figures in which they differ marked.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from qa.agreement import unlike
from qa.answer import Answer, Citation, Reason, Statement
from qa.missing import missing_message
from ui.conversation import Failure, Turn, places
from ui.credit import credited_answer, outlet_and_date
from ui.export import FORMATS
from ui.reading import language_attribute, marked_html
from ui.wording import confidence_in_words, confidence_level, count_in_words

WRITING = "The model is writing…"
HOW_TO_ADD = "<p>Add some under <b>Library</b>, or in a terminal with <code>pullquote add FOLDER</code>.</p>"


def pending_html(stage: str) -> str:
    """Return what the chat shows while a question is being answered; `stage` says what is being done."""
    return f'<p class="pq-pending" role="status" data-stage="{escape(stage)}">{escape(stage)}</p>'


def is_written(turn: Turn) -> bool:
    """Return whether a language model is still writing this answer."""
    return isinstance(turn, Answer) and turn.writing is not None and not turn.writing.done


def reply_html(turn: Turn, number: int) -> str:
    """Return what the chat shows in reply to a question; `number` is the 0-based number of the turn.

    Of an answer that is still being written these are its words so far, of which nothing can be opened yet.
    """
    if isinstance(turn, Answer) and is_written(turn):
        return f'<div class="pq-partial">{_prose_html(escape(turn.text))}{pending_html(WRITING)}</div>'
    if isinstance(turn, Failure):
        return (f'<div class="pq-failed"><p class="pq-failure" role="alert" dir="auto">{escape(turn.message)}</p>'
                f"{_tools_html(turn, number)}</div>")
    as_read = f"Understood as: {escape(turn.rewritten)}" if turn.rewritten else ""
    understood = f'<p class="pq-quiet" dir="auto">{as_read}</p>' if as_read else ""
    return understood + (_refusal_html(turn, number) if turn.abstained else _answer_html(turn, number))


def _answer_html(answer: Answer, number: int) -> str:
    short = f'<p class="pq-short" dir="auto">{escape(answer.short_answer)}</p>' if answer.short_answer else ""
    return (f'<div class="pq-answer">{short}<div class="pq-text">{_body_html(answer, number)}</div>'
            f"{_notes_html(answer, number)}{_tools_html(answer, number)}</div>")


def _body_html(answer: Answer, number: int) -> str:
    quoted = {citation.number: citation for citation in answer.citations}
    alone = {statement.citations[0]: statement for statement in answer.statements if _is_quote(answer, statement)}
    sides = [group for group in answer.agreement.conflicts if all(n in alone for n in group)]
    opened, parts, prose, at = {n for group in sides for n in group}, [], "", 0
    for statement in answer.statements:
        prose += escape(answer.text[at : statement.start])
        at = statement.end
        n = statement.citations[0] if statement.citations else 0
        if alone.get(n) is not statement:
            prose += f"<bdi>{_statement_html(answer, statement, number)}</bdi>"
            continue
        parts.append(_prose_html(prose))
        prose = ""
        if n not in opened:
            parts.append(_said_html(answer, statement, quoted[n], number))
        parts += [_sides_html(answer, [quoted[one] for one in group], number) for group in sides if n == group[0]]
    parts.append(_prose_html(prose + escape(answer.text[at:])))
    return "".join(parts) + _warnings_html(answer, [g for g in answer.agreement.conflicts if g not in sides], number)


def _is_quote(answer: Answer, statement: Statement) -> bool:
    """Return whether a statement is one quote in quotation marks with its number, and nothing else."""
    words = answer.text[statement.start : statement.end]
    return len(statement.citations) == 1 and any(
        words == f"“{citation.quote.text}” [{citation.number}]" for citation in answer.citations
        if citation.number == statement.citations[0])


def _prose_html(prose: str) -> str:
    return f'<p class="pq-prose" dir="auto">{prose.strip()}</p>' if prose.strip() else ""


def _said_html(answer: Answer, statement: Statement, citation: Citation, number: int) -> str:
    article = citation.quote.article
    return (f'<div class="pq-said"><p class="pq-words" dir="auto"{language_attribute(article)}>'
            f"{_statement_html(answer, statement, number)}</p>{_credit_html(citation)}</div>")


def _sides_html(answer: Answer, citations: Sequence[Citation], number: int) -> str:
    """Return quotes that contradict each other, side by side."""
    differing = unlike([citation.quote.text for citation in citations])
    sides = "".join(
        f'<div class="pq-side">{_credit_html(citation)}'
        f'<p class="pq-words" dir="auto"{language_attribute(citation.quote.article)}>“'
        f"{marked_html(citation.quote.text, values, 'mark', 'pq-value')}” "
        f"{_reference_html(answer, citation.number, number)}</p></div>"
        for citation, values in zip(citations, differing, strict=True))
    who = "sources" if answer.agreement.independent_sources > 1 else "articles"
    return (f'<div class="pq-conflict"><p class="pq-warning">The {who} disagree</p>'
            f'<div class="pq-sides">{sides}</div></div>')


def _credit_html(citation: Citation) -> str:
    parts = (f"<bdi>{escape(part)}</bdi>" for part in outlet_and_date(citation.quote.article))
    return f'<p class="pq-credit">{", ".join(parts)}</p>'


def _statement_html(answer: Answer, statement: Statement, number: int) -> str:
    """Return a statement with a button for each citation: in place of the last `[n]` in it, else behind it."""
    words = answer.text[statement.start : statement.end]
    where = {words.rfind(f"[{n}]"): n for n in statement.citations if f"[{n}]" in words}
    parts, at = [], 0
    for position, n in sorted(where.items()):
        parts += [escape(words[at:position]), _reference_html(answer, n, number)]
        at = position + len(f"[{n}]")
    behind = [_reference_html(answer, n, number) for n in statement.citations if n not in where.values()]
    said = "".join([*parts, escape(words[at:]), *behind])
    if statement.unsupported:
        why = escape("; ".join(statement.unsupported))
        return f'<s>{said}</s> <span class="pq-warning">Not supported: {why}.</span>'
    return said


def _reference_html(answer: Answer, n: int, number: int) -> str:
    place = next((place for place in places(answer) if place.number == n), None)
    if place is None:
        return f"[{n}]"
    title = escape(place.span.article.title)
    return (f'<button type="button" class="pq-ref" data-turn="{number}" data-place="{place.index}" title="{title}" '
            f'aria-label="Quote {n}, from {title}">[{n}]</button>')


def _notes_html(answer: Answer, number: int) -> str:
    level = confidence_level(answer.confidence)
    notes = [f'<span class="pq-sure pq-sure-{level}" title="{answer.confidence:.0%} likely, by the library’s own '
             f'measure">{escape(confidence_in_words(answer.confidence))}</span>']
    if answer.agreement.independent_sources > 1:
        notes.append(f"<span>{count_in_words(answer.agreement.independent_sources, 'independent source')}</span>")
    shown = count_in_words(len(answer.citations), "quote")
    notes.append(f'<button type="button" class="pq-link" data-turn="{number}">{shown}</button>')
    return f'<p class="pq-notes">{"".join(notes)}</p>'


def _warnings_html(answer: Answer, conflicts: Sequence[tuple[int, ...]], number: int) -> str:
    groups = (", ".join(_reference_html(answer, n, number) for n in group) for group in conflicts)
    lines = [f"The sources disagree: compare {group}." for group in groups]
    if answer.writing and answer.writing.problem:
        lines.append(f"{escape(answer.writing.problem)}. These are the quotes alone.")
    if answer.unlocated:
        lines.append(f"Left out: {count_in_words(len(answer.unlocated), 'quotation')} found in no article.")
    return "".join(f'<p class="pq-warning">{line}</p>' for line in lines)


def _refusal_html(answer: Answer, number: int) -> str:
    reason = answer.reason or Reason.NOT_SUPPORTED
    empty = reason is Reason.EMPTY_LIBRARY
    why = f"{reason.message} {missing_message(answer.missing)}".rstrip()
    more = (f'<p class="pq-notes"><button type="button" class="pq-link" data-turn="{number}">'
            f"{count_in_words(len(places(answer)), 'nearest passage')}</button></p>" if answer.passages else "")
    return (f'<div class="pq-refusal"><p class="pq-short">{"No articles yet" if empty else "No answer found"}</p>'
            f'<p>{escape(why)}</p>{HOW_TO_ADD if empty else ""}{more}{_tools_html(answer, number)}</div>')


def _tools_html(turn: Turn, number: int) -> str:
    """Return the buttons under a reply: copy it, put the question into the box, ask again, export."""
    question = escape(turn.question)
    buttons = [f'<button type="button" data-edit="{question}">Edit question</button>',
               f'<button type="button" data-again="{question}">Ask again</button>']
    if not isinstance(turn, Failure):
        buttons.append(export_html(f"{number}"))
        if not turn.abstained:
            buttons.insert(0, f'<button type="button" data-copy="{escape(credited_answer(turn))}">Copy</button>')
    return f'<div class="pq-tools" role="group" aria-label="This answer">{"".join(buttons)}</div>'


def export_html(of: str, label: str = "Export", formats: Mapping[str, Sequence[Any]] = FORMATS) -> str:
    """Return a menu of the formats to export in; `of` names a turn by its number, or is "all"."""
    items = "".join(f'<button type="button" data-export="{key}" data-of="{of}">{escape(name)}</button>'
                    for key, (name, *_) in formats.items())
    return f'<details class="pq-menu"><summary>{escape(label)}</summary><div class="pq-items">{items}</div></details>'
