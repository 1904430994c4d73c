"""OneStopQA (Berzak, Malmaud and Levy 2020): questions on news articles, with the critical span and a distractor span.

177 questions on 10 of 30 Guardian articles, in `articles/`, among 159 others, in `distractors/`. Every critical span
is found once in its article; two of the 177 distractor spans occur twice there and are left out.
"""

from pathlib import Path

from eval.adapters.documents import only_span, read_records
from eval.collection import read_documents
from eval.errors import DataError
from eval.lint import check_dataset
from eval.segmentation import freeze, segmenter
from eval.splits import half_of
from eval.types import Dataset, Evidence, GoldAnswer, GoldSpan, Kind, Question


def load(folder: Path) -> Dataset:
    """Return the set; a story is an article, and the splits are halves by article.

    Raises DataError when a critical span does not occur exactly once in its article.
    """
    documents = freeze(read_documents(folder).values())
    questions, problems = [], []
    for record in read_records(folder / "questions.jsonl"):
        gold, bad = ([only_span(documents[f"articles/{span['doc']}"], span["text"]) for span in record[field]]
                     for field in ("evidence", "distractor"))
        if None in gold:
            problems.append(f"{record['qid']}: a critical span is not in its article exactly once")
        questions.append(Question(
            qid=record["qid"], split=half_of(record["article"]), question=record["question"],
            story_id=record["article"], kind=Kind.ANSWERABLE,
            answers=tuple(GoldAnswer(f"a{number}", text) for number, text in enumerate(record["answers"], 1)),
            evidence=tuple(Evidence(f"e{number}", (span,)) for number, span in enumerate(_found(gold), 1)),
            bad=_found(bad),
        ))
    if problems:
        raise DataError(str(folder), problems)
    return check_dataset(Dataset("onestopqa", documents, tuple(questions), segmenter()))


def _found(spans: list[GoldSpan | None]) -> tuple[GoldSpan, ...]:
    return tuple(span for span in spans if span is not None)
