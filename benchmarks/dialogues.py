"""Follow-up questions: how often the right article is found, and the right sentence quoted.

    python -m benchmarks.dialogues [DATA] [--library DIR] [--split dev|test] [--retrieval] [--every N]

DATA is the folder `onestopqa`. `eval/own/dialogues.jsonl` holds dialogues of two and three turns over the example
articles; a turn names the question of the own set whose gold it shares. Prints, for the follow-ups: right article in
the first five passages, and gold sentence among the quotes, with the rewriting, without it (floor), and for the
question written out by hand (ceiling). With --retrieval nothing is answered: the turns before quote their gold. Last
comes the share of questions that stand alone and are left as they are: the own ones, and those of OneStopQA, each after
one about another article that quotes its gold, in ten random orders.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.progress import track

from benchmarks.sayings import EXAMPLES, open_examples, quotes_one
from eval.own import HERE
from qa import Answer, Article, Assistant, Citation, Passage, Quote, Span
from qa.answer import Reason, abstention
from qa.conversation import Conversation
from qa.read import find_files, parse_article, read_bytes
from qa.rewrite import rewritten

DEFAULT = Path(__file__).parents[2] / "shared" / "data" / "onestopqa"
ORDERS = 10
MEASURES = ("right article in the first five", "gold sentence among the quotes")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as asked, as it stands alone, and its gold, each span {"doc": file below examples, "text": …}."""

    asked: str
    alone: str
    spans: tuple[dict[str, Any], ...]


def dialogues(split: str | None) -> Iterator[list[Turn]]:
    """Yield the dialogues about the stories of one half, or of both."""
    questions = {record["qid"]: record for record in _lines(HERE / "questions.jsonl")}
    for dialogue in _lines(HERE / "dialogues.jsonl"):
        if split in {None, questions[dialogue["turns"][0]["qid"]]["split"]}:
            yield [_turn(turn, questions[turn["qid"]]) for turn in dialogue["turns"]]


def _turn(turn: dict[str, str], question: dict[str, Any]) -> Turn:
    spans = [span for evidence in question["evidence"] for span in evidence["spans"]]
    held = turn.get("holding", "")
    return Turn(turn.get("asked", question["question"]), turn.get("alone", question["question"]),
                tuple(span for span in spans if held in span["text"].replace("\u00a0", " ")))


def quoting(question: str, article: Article, words: str) -> Answer:
    """Return an answer that quotes words of an article."""
    start = max(0, article.text.find(words))
    span = Span(article, start, start + len(words))
    whole = Passage(article, 0, len(article.text), ((0, len(article.text)),))
    citation = Citation(1, Quote(article, span.start, span.end, whole, span))
    return replace(abstention(question, Reason.NOT_SUPPORTED), citations=(citation,), abstained=False, reason=None)


def gold_answer(turn: Turn, alone: str, articles: dict[str, Article]) -> Answer:
    """Return the answer that quotes the gold of a turn."""
    span = turn.spans[0]
    answer = quoting(turn.asked, articles[span["doc"]], span["text"])
    return answer if alone == turn.asked else replace(answer, rewritten=alone)


def follow(assistant: Assistant, ask: Callable[..., Answer] | None, dialogue: Sequence[Turn],
           articles: dict[str, Article]) -> Iterator[list[tuple[bool, bool]]]:
    """Yield, for each follow-up, both measures for the rewritten question, the asked and the one written by hand.

    Without `ask` nothing is answered, and the second measure is False.
    """
    earlier = [gold_answer(dialogue[0], dialogue[0].asked, articles)]
    talk = Conversation(lambda *given: iter([ask(*given)] if ask else []))
    if ask:
        talk.ask(dialogue[0].asked)
    for turn in dialogue[1:]:
        alone = rewritten(turn.asked, talk.turns if ask else earlier)
        yield [(_finds(assistant, question, turn),
                ask is not None and quotes_one(ask(question, None, None), turn.spans))
               for question in (alone, turn.asked, turn.alone)]
        earlier.append(gold_answer(turn, alone, articles))
        if ask:
            talk.ask(turn.asked)


def _finds(assistant: Assistant, question: str, turn: Turn) -> bool:
    docs = {span["doc"] for span in turn.spans}
    return any(hit.passage.article.source.endswith(tuple(f"/{doc}" for doc in docs))
               for hit in assistant.search(question, 5))


def left_alone(questions: Sequence[tuple[str, Article, str]]) -> tuple[int, int]:
    """Return how many questions stay as they are after one about another article, and how many there were.

    Each is (question, article, words of its gold).
    """
    chance, same, asked = random.Random(1), 0, 0
    for _ in range(ORDERS):
        order = chance.sample(list(questions), len(questions))
        for (before, article, words), (question, other, _) in pairwise(order):
            if article.id != other.id:
                same += rewritten(question, [quoting(before, article, words)]) == question
                asked += 1
    return same, asked


def own_questions(split: str | None, articles: dict[str, Article]) -> Iterator[tuple[str, Article, str]]:
    """Yield the own questions with evidence, each with the article and the words of its first span."""
    for record in _lines(HERE / "questions.jsonl"):
        if split in {None, record["split"]} and record["evidence"]:
            span = record["evidence"][0]["spans"][0]
            yield record["question"], articles[span["doc"]], span["text"]


def onestopqa(data: Path, split: str | None) -> Iterator[tuple[str, Article, str]]:
    """Yield the questions of OneStopQA; the halves are those of `benchmarks.onestopqa`."""
    articles = {path.name: parse_article(path, read_bytes(path)) for path in find_files([data / "articles"])}
    records = _lines(data / "questions.jsonl")
    development = set(sorted({record["article"] for record in records})[::2])
    for record in records:
        span = record["evidence"][0]
        if split in {None, "dev" if record["article"] in development else "test"}:
            yield record["question"], articles[span["doc"]], span["text"]


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def _share(values: Iterable[bool]) -> str:
    found = list(values)
    return f"{sum(found) / len(found):10.3f}"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--library", metavar="DIR", help="keeps the articles for the next run")
    parser.add_argument("--split", choices=["dev", "test"])
    parser.add_argument("--retrieval", action="store_true", help="measure what is found only: quick")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="take every Nth dialogue only")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        assistant = open_examples(given.library or folder)
        articles = {str(Path(one.source).relative_to(EXAMPLES)): one for one in assistant.articles()}
        asked = list(dialogues(given.split))[:: given.every]
        ask = None if given.retrieval else cache(assistant.ask)
        rows = [row for dialogue in track(asked, "Asking", transient=True)
                for row in follow(assistant, ask, dialogue, articles)]
    print(f"{len(asked)} dialogues, {len(rows)} follow-ups")
    print(f"{'':34}{'rewritten':>10}{'floor':>10}{'ceiling':>10}")
    for place, name in enumerate(MEASURES[: 1 if given.retrieval else 2]):
        print(f"{name:34}" + "".join(_share(row[way][place] for row in rows) for way in range(3)))
    for name, questions in (("own set", list(own_questions(given.split, articles))),
                            ("OneStopQA", list(onestopqa(given.data, given.split)) if given.data.is_dir() else [])):
        if questions:
            same, total = left_alone(questions)
            print(f"stand-alone questions left as they are, {name}: {same / total:.3f} of {total}")


if __name__ == "__main__":
    main()
