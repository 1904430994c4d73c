"""Two articles side by side: what each says of one subject, or what each says and the other does not."""

from collections.abc import Sequence
from dataclasses import replace

from qa.agreement import clusters_of, independent_sources
from qa.answer import Agreement, Answer, Citation, Reason, Statement, abstention, in_quotes
from qa.article import Article


def side_by_side(question: str, articles: Sequence[Article], answers: Sequence[Answer]) -> Answer:
    """Return the answers of several articles as one: each under its title, the quotes numbered through.

    That an article does not answer is said in its place. Abstains where none answers.
    """
    hits = tuple(replace(hit, rank=rank) for rank, hit in enumerate(
        (hit for answer in answers for hit in answer.passages), 1))
    if all(answer.abstained for answer in answers):
        return abstention(question, Reason.NOT_SUPPORTED, max(answer.confidence for answer in answers), hits)
    text, statements, citations = "", list[Statement](), list[Citation]()
    for article, answer in zip(articles, answers, strict=True):
        text += ("\n" if text else "") + f"{article.title}:"
        own = [replace(citation, number=number) for number, citation in enumerate(answer.citations, len(citations) + 1)]
        text, said = in_quotes(own, text)
        citations += own
        statements += said
        text += " does not say." if answer.abstained else ""
    quoted = [citation.quote.article for citation in citations]
    return Answer(question, text, tuple(statements), tuple(citations), hits, abstained=False, reason=None,
                  confidence=min(answer.confidence for answer in answers if not answer.abstained),
                  agreement=Agreement(independent_sources(quoted, clusters_of(hits))))
