"""An assistant without models, for tests of the page: quick, repeatable, and it quotes, disagrees and refuses."""

import os
import tempfile
import time
from pathlib import Path
from uuid import uuid4

from embeddings.keyword import KeywordEncoder
from qa import Assistant
from qa.agreement import elsewhere, independent_sources, unlike
from qa.answer import Agreement, Answer, Citation, Reason, Statement, abstention
from qa.article import Quote
from qa.confidence import threshold
from qa.errors import LibraryError
from qa.words import analyze

COMMON = set(analyze("a about and did do does for how in is it long many much of on the they to was what when where "
                     "who why will with"))


def open_assistant(folder):
    return Assistant.open(folder, KeywordEncoder(["wall", "ferry", "bridge"]))


def gate(process):
    """Return the file that is there while the tests of a process keep questions waiting."""
    return Path(tempfile.gettempdir(), f"pullquote-gate-{process}")


def wait_at(closed):
    """Wait until the gate is opened; a file beside it says that one is waiting."""
    if closed.exists():
        closed.with_suffix(f".{uuid4().hex}").touch()
    while closed.exists():
        time.sleep(0.05)


class Overlap:
    """Quotes the sentence that shares the most words with the question, and another article's that contradicts it.

    It is sure where they share three, less sure of two. A question with "slowly" in it takes some seconds, and
    one with "gated" as long as the tests, which started this process, keep the gate closed.
    """

    def __init__(self):
        self.models = {}

    def answer(self, question, hits, strictness):
        if "slowly" in question:
            time.sleep(4)
        if "gated" in question:
            wait_at(gate(os.getppid()))
        asked = set(analyze(question)) - COMMON
        ranked = sorted(((len(asked & set(analyze(sentence.text))), -hit.rank, hit.passage, sentence)
                         for hit in hits for sentence in hit.passage.sentences
                         if sentence.text != hit.passage.article.title), key=lambda one: one[:2], reverse=True)
        best = ranked[0]
        sure = 0.9 if best[0] > 2 else 0.4
        if best[0] < 2 or sure < threshold(strictness):
            return abstention(question, Reason.NOT_SUPPORTED, 0.1, hits)
        chosen = [best]
        for other in ranked[1:]:
            if other[0] >= best[0] - 1 and other[2].article.id not in {one[2].article.id for one in chosen}:
                chosen.append(other)
        quotes = [Quote(passage.article, sentence.start, sentence.end, passage, sentence)
                  for _, _, passage, sentence in chosen[:3]]
        text, statements = "", []
        for number, quote in enumerate(quotes, 1):
            start = len(text) + bool(text)
            text += f"{' ' if text else ''}“{quote.text}” [{number}]"
            statements.append(Statement(start, len(text), (number,)))
        first, second = [*unlike([quote.text for quote in quotes[:2]]), [], []][:2]
        clusters = {hit.passage.article.id: hit.cluster for hit in hits}
        sources = independent_sources([quote.article for quote in quotes], clusters)
        return Answer(question=question, text=text, statements=tuple(statements), passages=hits, abstained=False,
                      citations=tuple(Citation(n, quote, elsewhere(quote, hits)) for n, quote in enumerate(quotes, 1)),
                      reason=None, confidence=sure, agreement=Agreement(sources, ((1, 2),) if first and second else ()))


class Failing:
    """An answerer that always meets a damaged library, and when asked of a bug has one."""

    def answer(self, question, hits, strictness):
        if "bug" in question:
            raise ValueError(question)
        raise LibraryError("the library is damaged <b>here</b>; run `pullquote refresh`")
