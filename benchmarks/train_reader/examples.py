"""Public questions with the texts that answer them, and texts cut as the reader will meet them."""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa.article import Article
from qa.passages import split_passages
from qa.sentences import sentence_bounds

UNTITLED = 0.3             # share of examples that are read without their title
WHOLE, PASSAGE = 0.4, 0.4  # shares of texts that are left whole, and cut to a passage; the others become a run
BESIDE = 0.2               # of the latter once more with a passage beside that does not answer
LONGEST_RUN = 3            # sentences
TITLED = {"squad2", "new_wiki"}  # sets whose titles name what their texts are about

Record = dict[str, Any]
Places = tuple[tuple[int, int], ...]
"""(start, end) of answers, in characters."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and a text with the places of its answers, none where the text does not answer.

    `source` is the set, and after a comma how the example was made from one of its questions.
    """

    title: str
    question: str
    text: str
    answers: Places
    source: str

    def made(self, kind: str, *, question: str | None = None, text: str | None = None) -> "Example":
        """Return an example made from this that has no answer."""
        return replace(self, question=question or self.question, text=text or self.text, answers=(),
                       source=f"{self.source}, {kind}")

    def slice(self, start: int, end: int, kind: str = "") -> "Example":
        """Return the example with a slice of its text."""
        inside = tuple((a - start, b - start) for a, b in self.answers if start <= a and b <= end)
        return replace(self, text=self.text[start:end], answers=inside, source=self.source + kind)

    @property
    def sentences(self) -> Places:
        """Return the bounds of the sentences of the text."""
        return sentence_bounds(self.text)

    @property
    def answered_by(self) -> Places:
        """Return the bounds of the sentences in which answers stand."""
        return tuple((a, b) for a, b in self.sentences if any(first < b and a < last for first, last in self.answers))


def held_out(records: Sequence[Record]) -> list[Record]:
    """Return the articles of SQuAD 2.0 that the reader was not trained on: every fourth by title."""
    titles = sorted(record["title"] for record in records)[::4]
    return [record for record in records if record["title"] in titles]


def squad(path: Path, source: str) -> Iterator[Example]:
    """Yield the questions of a file in the format of SQuAD."""
    for record in json.loads(path.read_text(encoding="utf-8"))["data"]:
        title = record["title"].replace("_", " ") if source in TITLED else ""
        for paragraph in record["paragraphs"]:
            for item in paragraph["qas"]:
                answers = [] if item.get("is_impossible") else item["answers"]
                places = sorted({(one["answer_start"], one["answer_start"] + len(one["text"])) for one in answers})
                yield Example(title, item["question"].strip(), paragraph["context"], tuple(places), source)


def searched(path: Path) -> Iterator[Example]:
    """Yield the questions of people who searched, each with its one gold paragraph."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            text = record["ctxs"][0]["text"]
            starts = [(text.lower().find(answer.lower()), len(answer)) for answer in record["answers"]]
            found = [(start, start + length) for start, length in starts if start >= 0]
            if found:
                yield Example(record["ctxs"][0]["title"], f"{record['question']}?", text, (found[0],), "nq")


def cut(example: Example, chance: random.Random) -> list[Example]:
    """Return the example with its text whole, cut to a passage, or to a run of sentences; some lose the title.

    What is cut to a passage may come with a second one, which stands beside the answer and does not hold it.
    """
    example = replace(example, title="") if chance.random() < UNTITLED else example
    drawn, sentences = chance.random(), example.sentences
    if drawn < WHOLE or len(sentences) < LONGEST_RUN:
        return [example]
    if drawn < WHOLE + PASSAGE:
        return _passages(example, chance)
    length, first = chance.randint(1, LONGEST_RUN), chance.randrange(len(sentences))
    if example.answers:
        start, end = chance.choice(example.answers)
        holding = [number for number, (a, b) in enumerate(sentences) if a <= start and end <= b]
        if not holding:
            return [example]
        first = holding[0] - chance.randrange(length)
    first = min(max(0, first), len(sentences) - length)
    return [example.slice(sentences[first][0], sentences[first + length - 1][1])]


def _passages(example: Example, chance: random.Random) -> list[Example]:
    passages = split_passages(Article("", "", "", None, (), None, "en", example.text, ""))
    pieces = [example.slice(passage.start, passage.end) for passage in passages]
    if not example.answers:
        return [chance.choice(pieces)]
    answers = {example.text[a:b].lower() for a, b in example.answers}
    holding = [piece for piece in pieces if piece.answers]
    beside = [piece for piece in pieces if not any(answer in piece.text.lower() for answer in answers)]
    if not holding:
        return [example]
    chosen = [chance.choice(holding)]
    if beside and chance.random() < BESIDE:
        chosen.append(chance.choice(beside).made("beside"))
    return chosen
