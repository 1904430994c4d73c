"""A dataset small enough to read: two articles, and a question of every kind."""

import hashlib

from eval.segmentation import freeze
from eval.types import Dataset, Document, Evidence, GoldAnswer, GoldSpan, Kind, Question, Side, Unanswerable

PIER = "Pier opens\n\nThe pier opened on 3 May. It cost 40 crowns. It has a café."
POST = "Pier costs more\n\nThe pier cost 45 crowns, the Post found."


def document(name: str, text: str) -> Document:
    return Document(name, text.partition("\n")[0], text, hashlib.sha256(text.encode()).hexdigest())


DOCUMENTS = freeze([document("pier/courier.md", PIER), document("pier/post.md", POST)])


def span(doc: str, words: str) -> GoldSpan:
    start = DOCUMENTS[doc].text.index(words)
    return GoldSpan(doc, start, start + len(words), words)


OPENED = span("pier/courier.md", "The pier opened on 3 May.")
COST_40 = span("pier/courier.md", "It cost 40 crowns.")
COST_45 = span("pier/post.md", "The pier cost 45 crowns, the Post found.")

QUESTIONS = (
    Question("pier-01", "dev", "When did the pier open?", "pier", Kind.ANSWERABLE, bad=(COST_40,), tags=("date",),
             answers=(GoldAnswer("a1", "3 May", ("May 3",), "2024-05-03"),), evidence=(Evidence("e1", (OPENED,)),)),
    Question("pier-02", "dev", "What did the pier cost?", "pier", Kind.CONFLICTING,
             answers=(GoldAnswer("a1", "40 crowns"), GoldAnswer("a2", "45 crowns")),
             evidence=(Evidence("e1", (COST_40, COST_45)),),
             sides=(Side("s1", "a1", (COST_40,)), Side("s2", "a2", (COST_45,)))),
    Question("pier-03", "dev", "Who designed the pier?", "pier", Kind.UNANSWERABLE, Unanswerable.NEAR_MISS),
)
DATASET = Dataset("pier", DOCUMENTS, QUESTIONS, "by hand")
