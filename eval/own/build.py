"""Makes the project's own set: `python -m eval.own.build [EXAMPLES]` turns drafts into gold with offsets.

To add a story, put its articles into `examples/<story>/` and its questions into `drafts.jsonl`, one JSON object a line:
a `qid` of `<story>-<number>` that is never used again, the fields of a question, and every span as {"doc", "text"},
copied whole from the article; a no-break space may be written as a space. Then run this and commit all four files.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.clusters import mark_copies
from eval.collection import read_documents
from eval.data import parse_lines, write_header, write_lines
from eval.errors import DataError
from eval.lint import check_dataset
from eval.own import HERE, Frozen
from eval.records import format_record
from eval.segmentation import freeze, segmenter
from eval.splits import half_of
from eval.types import Dataset, Document, Evidence, GoldAnswer, GoldSpan, Kind, Question, Side, Unanswerable

SEED = 374  # with it both splits hold about half of every kind of question


@dataclass(frozen=True, slots=True)
class DraftSpan:
    """Words of an article, which must occur in it exactly once."""

    doc: str
    text: str


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """A `GoldAnswer` without its id."""

    text: str
    aliases: tuple[str, ...] = ()
    value: str | None = None
    parts: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class DraftSide:
    """One side of a disagreement: the text of its answer, and spans that say it, any one of them."""

    answer: str
    spans: tuple[DraftSpan, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """A question as a person writes it; `evidence` holds alternatives, each the spans that are needed together."""

    qid: str
    question: str
    kind: Kind
    unanswerable_type: Unanswerable | None = None
    answers: tuple[DraftAnswer, ...] = ()
    evidence: tuple[tuple[DraftSpan, ...], ...] = ()
    ok: tuple[DraftSpan, ...] = ()
    bad: tuple[DraftSpan, ...] = ()
    sides: tuple[DraftSide, ...] = ()
    as_of: str | None = None
    tags: tuple[str, ...] = ()

    @property
    def story(self) -> str:
        """Return the story, which is the qid without its number."""
        return self.qid.rpartition("-")[0]


def build(examples: str | Path, drafts: Sequence[Draft]) -> Dataset:
    """Return the dataset of these drafts over the articles in `examples`.

    Raises DataError with every span that is not in its article exactly once, and with all that the linter finds.
    """
    documents = freeze(mark_copies(read_documents(examples).values()).values())
    problems: list[str] = []
    questions = tuple(to_question(draft, documents, problems) for draft in drafts)
    if problems:
        raise DataError("drafts.jsonl", problems)
    return check_dataset(Dataset("own", documents, questions, segmenter()))


def to_question(draft: Draft, documents: Mapping[str, Document], problems: list[str]) -> Question:
    """Return the question of a draft, its spans resolved; those that cannot be are left out and named in `problems`."""

    def resolved(spans: tuple[DraftSpan, ...]) -> tuple[GoldSpan, ...]:
        found = [resolve(span, documents) for span in spans]
        problems.extend(f"{draft.qid}: {problem}" for problem in found if isinstance(problem, str))
        return tuple(span for span in found if isinstance(span, GoldSpan))

    answers = tuple(GoldAnswer(f"a{number}", answer.text, answer.aliases, answer.value, answer.parts)
                    for number, answer in enumerate(draft.answers, 1))
    ids = {answer.text: answer.id for answer in answers}
    return Question(
        qid=draft.qid, split=half_of(draft.story, SEED), question=draft.question, story_id=draft.story, kind=draft.kind,
        unanswerable_type=draft.unanswerable_type, answers=answers,
        evidence=tuple(Evidence(f"e{number}", resolved(spans)) for number, spans in enumerate(draft.evidence, 1)),
        ok=resolved(draft.ok), bad=resolved(draft.bad),
        sides=tuple(Side(f"s{number}", ids.get(side.answer, side.answer), resolved(side.spans))
                    for number, side in enumerate(draft.sides, 1)),
        as_of=draft.as_of, tags=draft.tags,
    )


def resolve(span: DraftSpan, documents: Mapping[str, Document]) -> GoldSpan | str:
    """Return the span with its offsets and the article's own characters, or what is wrong with it."""
    document = documents.get(span.doc)
    if document is None:
        return f"there is no article {span.doc!r}"
    text, words = (given.replace("\u00a0", " ") for given in (document.text, span.text))  # keeps every offset
    if text.count(words) != 1:
        return f"{span.doc} holds these words {text.count(words)} times, not once: {span.text!r}"
    start = text.index(words)
    end = start + len(words)
    return GoldSpan(span.doc, start, end, document.text[start:end])


def save(dataset: Dataset, folder: Path = HERE) -> None:
    """Write `dataset.json`, `questions.jsonl`, and `documents.jsonl` without the texts."""
    write_header(dataset, folder / "dataset.json")
    write_lines(folder / "questions.jsonl", map(format_record, dataset.questions))
    write_lines(folder / "documents.jsonl", (
        format_record(Frozen(document.doc, document.sha256, document.cluster or document.doc, document.sentences))
        for document in dataset.documents.values()))


def main(arguments: Sequence[str]) -> int:
    """Build and save the set; print what is in it. Return 0, or 1 after printing what is wrong with the drafts."""
    examples = Path(arguments[0]) if arguments else HERE.parents[1] / "examples"
    try:
        dataset = build(examples, parse_lines(HERE / "drafts.jsonl", Draft))
    except DataError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    save(dataset)
    sys.stdout.write(f"{len(dataset.questions)} questions about {len(dataset.documents)} articles\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
