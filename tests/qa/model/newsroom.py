"""Two articles that disagree, the quotes alone of a question about them, and an answerer over a scripted server."""

from qa.answer import Agreement, Answer, Citation, Reason, abstention, in_quotes
from qa.article import Quote, Span
from qa.model.answerer import ModelAnswerer
from qa.model.scripted import Play
from qa.model.settings import ModelSettings
from tests.qa.texts import article, hits

POST = article(
    "Aune bridge opens\n\nThe bridge over the Aune opened in June 1932. It cost 4 million crowns, said Marit "
    "Solberg, the mayor. The council did not raise the toll. “We waited for eleven years,” said Solberg.",
    source="/news/post.txt", title="Aune bridge opens", publisher="The Post", published="1932-06-12")
GAZETTE = article("Bridge bill\n\nThe Aune bridge cost 5 million crowns, the auditor found.",
                  source="/news/gazette.txt", title="Bridge bill", publisher="The Gazette", published="1932-07-01")
HITS = hits(POST, GAZETTE)
QUESTION = "What did the bridge over the Aune cost?"
# Offered as: S1 headline, S2 opened, S3 cost 4 million, S4 toll, S5 waited, S6 headline, S7 5 million.


def _quote(words: str) -> Quote:
    hit = next(hit for hit in HITS if words in hit.passage.text)
    start = hit.passage.article.text.index(words)
    span = Span(hit.passage.article, start, start + len(words))
    return Quote(span.article, span.start, span.end, hit.passage, span)


FAILURES = [
    (Play("slow down", status=429), "too many requests"),
    (Play("no such key sk-secret", status=401), "refuses the key"),
    (Play("no such model", status=404), "knows no model"),
    (Play("teapot sk-secret <b>", status=418), "418: teapot … ‹b›"),
]
"""What a server of either protocol may reply to any request, and what is told of it; the key is sk-secret."""
FOUR = "It cost 4 million crowns, said Marit Solberg, the mayor."
FIVE = "The Aune bridge cost 5 million crowns, the auditor found."


class Quoting:
    """Stands for the extractive answerer: quotes the first figure, or both as a disagreement, or abstains."""

    def __init__(self, *, disagree: bool = False, abstain: bool = False) -> None:
        self.models = {"reranker": "none"}
        self.disagree, self.abstain = disagree, abstain

    def answer(self, question, hits, strictness=0.5):
        if self.abstain:
            return abstention(question, Reason.NOT_SUPPORTED, 0.1, hits)
        words = [FOUR, FIVE] if self.disagree else [FOUR]
        citations = tuple(Citation(number, _quote(one)) for number, one in enumerate(words, 1))
        text, statements = in_quotes(citations)
        return Answer(question=question, text=text, statements=statements, citations=citations, passages=hits,
                      abstained=False, reason=None, confidence=0.9, short_answer="4 million crowns",
                      agreement=Agreement(2, ((1, 2),)) if self.disagree else Agreement(1))


def answerer(server, quoting=None, **settings) -> ModelAnswerer:
    """Return an answerer that asks the scripted server and does not pause between attempts."""
    given = {"pause": 0.0, "timeout": 60.0, **settings}
    return ModelAnswerer(ModelSettings("scripted", server.url, **given), quoting or Quoting())


def ask(server, quoting=None, question=QUESTION, **settings) -> Answer:
    """Return the answer of the scripted server to the question about the bridge."""
    return answerer(server, quoting, **settings).answer(question, HITS)


def is_exact(answer) -> bool:
    """Return whether every quote is the slice of its article, in a passage that was retrieved."""
    return all(citation.quote.article.text[citation.quote.start : citation.quote.end] == citation.quote.text
               and any(hit.passage.holds(citation.quote) for hit in answer.passages) for citation in answer.citations)


def sentence(answer, number: int) -> str:
    """Return the words of a statement of an answer, from 0."""
    statement = answer.statements[number]
    return answer.text[statement.start : statement.end]
