"""Writes dataset.json, documents.jsonl and questions.jsonl here. It needs Python and nothing else.

A document is written one sentence a line, with blank lines between paragraphs: its frozen sentences are its lines. Gold
is named by the document and the number of the line, 1-based, blank lines counted.
"""

import hashlib
import json
from itertools import accumulate
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
DOCUMENTS = {
    "light/evening-mail": ("The Evening Mail", "2025-05-05", [
        "Brackwater light shines again",
        "",
        "The lighthouse at Brackwater shone on 4 May, for the first time in three years.",
        "Its lens was carried up the 112 steps by hand.",
        "",
        "The repair cost 2.1 million crowns, the harbour office said.",
        "Keeper Odile Marrow will not move back into the tower.",
    ]),
    "light/coast-ledger": ("Coast Ledger", "2025-06-12", [
        "Who pays for the Brackwater light?",
        "",
        "The repair of the lighthouse cost 2.6 million crowns, the audit office found.",
        "The harbour office had left out the new road.",
        "The state pays a third of the sum.",
    ]),
    "visit/guide": ("Coast Ledger", "2025-07-01", [
        "A climb to the lamp",
        "",
        "The tower is open on Saturdays from 10 a.m. to 4 p.m.",
        "No more than eight visitors may climb it at a time.",
        "",
        "Children under six stay below.",
    ]),
}
MAIL, LEDGER, GUIDE = DOCUMENTS


def bounds(lines: list[str]) -> list[tuple[int, int]]:
    """Return (start, end) of every line in the text that the lines make, end-exclusive."""
    ends = list(accumulate(len(line) + 1 for line in lines))
    return [(end - len(line) - 1, end - 1) for line, end in zip(lines, ends, strict=True)]


def span(doc: str, line: int) -> dict[str, Any]:
    """Return a line of a document as a gold span."""
    lines = DOCUMENTS[doc][2]
    start, end = bounds(lines)[line - 1]
    return {"doc": doc, "start": start, "end": end, "text": lines[line - 1]}


def document(doc: str) -> dict[str, Any]:
    """Return the record of a document."""
    publisher, published, lines = DOCUMENTS[doc]
    text = "\n".join(lines)
    return {"doc": doc, "title": lines[0], "publisher": publisher, "published": published, "text": text,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "sentences": [(start, end) for start, end in bounds(lines) if start < end]}


QUESTIONS = [
    {"qid": "light-1", "question": "On which day did the lighthouse at Brackwater shine again?", "kind": "answerable",
     "answers": [{"id": "a1", "text": "4 May", "aliases": ["fourth of May"]}],
     "evidence": [{"id": "e1", "spans": [span(MAIL, 3)]}]},
    {"qid": "light-2", "question": "What did the repair of the lighthouse cost?", "kind": "conflicting",
     "answers": [{"id": "office", "text": "2.1 million crowns"}, {"id": "audit", "text": "2.6 million crowns"}],
     "evidence": [{"id": "e1", "spans": [span(MAIL, 6), span(LEDGER, 3)]}],
     "sides": [{"id": "s1", "answer": "office", "spans": [span(MAIL, 6)]},
               {"id": "s2", "answer": "audit", "spans": [span(LEDGER, 3)]}]},
    {"qid": "light-3", "question": "Who built the lighthouse at Brackwater?", "kind": "unanswerable",
     "unanswerable_type": "near_miss"},
    {"qid": "visit-1", "question": "How many visitors may climb the tower at a time?", "kind": "answerable",
     "answers": [{"id": "a1", "text": "eight", "value": "8"}],
     "evidence": [{"id": "e1", "spans": [span(GUIDE, 4)]}]},
    {"qid": "visit-2", "question": "At what time does the tower close?", "kind": "answerable",
     "answers": [{"id": "a1", "text": "4 p.m."}], "evidence": [{"id": "e1", "spans": [span(GUIDE, 3)]}]},
]


def write(name: str, records: list[dict[str, Any]]) -> None:
    """Write one JSON object a line."""
    lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    (HERE / name).write_text("".join(lines), encoding="utf-8", newline="\n")


write("dataset.json", [{"format": 1, "name": "lighthouse", "segmenter": "one line, one sentence"}])
write("documents.jsonl", [document(doc) for doc in DOCUMENTS])
write("questions.jsonl", [{"split": "test", "story_id": str(question["qid"]).partition("-")[0], **question}
                          for question in QUESTIONS])
