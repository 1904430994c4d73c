"""Where words are from, as plain text: beside a quote, in what is copied, in what is exported."""

from qa.answer import Answer
from qa.article import Article, Span
from ui.wording import date_in_words


def outlet_and_date(article: Article) -> list[str]:
    """Return such as `The Courier` and `14 March 2025`, or one of them; the title where neither is known."""
    return [part for part in (article.publisher, date_in_words(article.published)) if part] or [article.title]


def credit(span: Span) -> str:
    """Return title, outlet, date and page of where a slice stands, as far as they are known."""
    article = span.article
    page = article.page(span.start)
    parts = (article.title, article.publisher, date_in_words(article.published), f"p. {page}" if page else None)
    return ", ".join(part for part in parts if part)


def credited(span: Span) -> str:
    """Return a slice in quotation marks with its credit, ready to be pasted."""
    return f"“{span.text}” — {credit(span)}"


def address(span: Span) -> str:
    """Return the address of a slice below that of the app: the page of its article, and which characters to mark."""
    return f"article/{span.article.id}#{span.start}-{span.end}"


def marked_text(answer: Answer) -> str:
    """Return an answer's text in which statements that their quotes do not bear out are told as such."""
    text = answer.text
    for statement in reversed(answer.statements):
        if statement.unsupported:
            why = "; ".join(statement.unsupported)
            text = (f"{text[: statement.start]}[not supported: {why}] ~~{text[statement.start : statement.end]}~~"
                    f"{text[statement.end :]}")
    return text


def credited_answer(answer: Answer) -> str:
    """Return an answer with the credits of its quotes below it, ready to be pasted."""
    notes = [f"[{citation.number}] {credit(citation.quote)}" for citation in answer.citations]
    parts = (answer.question, answer.short_answer, marked_text(answer), "\n".join(notes))
    return "\n\n".join(part for part in parts if part)
