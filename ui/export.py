"""Answers as files to keep: Markdown, a web page, JSON, and lists of the articles cited. Pure functions.

Quotes keep the ids and offsets of their articles in every format but a reference list, so that each can be checked.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from qa.answer import Answer, Citation
from qa.contract import answer_record
from ui.conversation import Failure, Turn
from ui.credit import credit, marked_text
from ui.wording import confidence_in_words

STYLES = {"chicago": "chicago-author-date-16th-edition", "apa": "apa"}  # as citeproc-py can set them


@dataclass(frozen=True, slots=True)
class File:
    """A file for the reader to keep: its name, its media type, its text."""

    name: str
    media: str
    text: str


def export(turns: Sequence[Turn], key: str) -> File:
    """Return the answers among some turns in one of `FORMATS`. Raises KeyError for any other key."""
    _, suffix, media, write = FORMATS[key]
    answers = [turn for turn in turns if not isinstance(turn, Failure)]
    return File(f"pullquote.{suffix}", media, write(answers))


def markdown(answers: Sequence[Answer]) -> str:
    """Return answers as Markdown, in which no word of an article or a question is markup."""
    return "\n\n---\n\n".join(_markdown(answer) for answer in answers) + "\n"


def page(answers: Sequence[Answer]) -> str:
    """Return answers as a web page that stands by itself, ready to be printed."""
    body = "\n".join(_section_html(answer) for answer in answers)
    return f"{_HEAD}\n<body>\n{body}\n</body>\n</html>\n"


def records(answers: Sequence[Answer]) -> str:
    """Return answers as a JSON array of what `ask --json` prints."""
    return json.dumps([answer_record(answer) for answer in answers], ensure_ascii=False, indent=2) + "\n"


def _references(style: str) -> Callable[[Sequence[Answer]], str]:
    def write(answers: Sequence[Answer]) -> str:
        from ui.citations import reference_list

        return reference_list([citation.quote.article for answer in answers for citation in answer.citations], style)

    return write


def _bibtex(answers: Sequence[Answer]) -> str:
    from ui.citations import bibtex

    return bibtex([citation.quote.article for answer in answers for citation in answer.citations])


FORMATS: Mapping[str, tuple[str, str, str, Callable[[Sequence[Answer]], str]]] = {
    "markdown": ("Markdown", "md", "text/markdown", markdown),
    "page": ("Web page, to print", "html", "text/html", page),
    "json": ("JSON", "json", "application/json", records),
    "chicago": ("References, Chicago", "chicago.txt", "text/plain", _references(STYLES["chicago"])),
    "apa": ("References, APA", "apa.txt", "text/plain", _references(STYLES["apa"])),
    "bibtex": ("References, BibTeX", "bib", "application/x-bibtex", _bibtex),
}
"""By key: what the format is called, the end of the file's name, its media type, and what writes it."""


def _about(answer: Answer) -> str:
    if answer.reason:
        return answer.reason.message
    sources = answer.agreement.independent_sources
    return f"{confidence_in_words(answer.confidence)}. Independent sources: {sources}."


def _place(citation: Citation) -> str:
    quote = citation.quote
    return f"{credit(quote)} (article {quote.article.id}, characters {quote.start}–{quote.end})"


def _markdown(answer: Answer) -> str:
    parts = [f"## {_plain(answer.question)}", _plain(answer.short_answer or ""), _plain(marked_text(answer)),
             *(f"The sources disagree: {' against '.join(f'[{n}]' for n in group)}."
               for group in answer.agreement.conflicts),
             f"*{_about(answer)}*"]
    quotes = "\n".join(f"{citation.number}. “{_plain(citation.quote.text)}”  \n   {_plain(_place(citation))}"
                       for citation in answer.citations)
    return "\n\n".join(part for part in (*parts, quotes) if part)


def _plain(text: str) -> str:
    """Return a text on one line with every sign escaped that Markdown could read as markup."""
    line = " ".join(text.split())
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]<>#+-!|~$&" else sign for sign in line)


def _section_html(answer: Answer) -> str:
    short = f"<p class='short'>{escape(answer.short_answer)}</p>" if answer.short_answer else ""
    quotes = "".join(f"<li value='{citation.number}'><blockquote dir='auto'>{escape(citation.quote.text)}</blockquote>"
                     f"<p dir='auto'>{escape(_place(citation))}</p></li>" for citation in answer.citations)
    text = f"<p dir='auto'>{escape(marked_text(answer))}</p>" if answer.text else ""
    return (f"<section><h2 dir='auto'>{escape(answer.question)}</h2>{short}{text}"
            f"<p class='about'>{escape(_about(answer))}</p><ol>{quotes}</ol></section>")


_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Answers from pullquote</title>
<style>
body { max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 1.0625rem/1.6 Georgia, serif; color: #1f1c18; }
h2 { font-size: 1.375rem; line-height: 1.3; } .short { font-weight: 700; font-size: 1.1875rem; }
blockquote { margin: 0; } li { margin: 0 0 1rem; break-inside: avoid; }
li p, .about { margin: .25rem 0 0; font-size: .875rem; color: #615b52; }
section + section { margin-top: 3rem; border-top: 1px solid #ddd7cb; }
</style>
</head>"""
