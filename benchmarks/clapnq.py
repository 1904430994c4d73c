"""Measures refusal on CLAPNQ: questions of real searches, each put to the one passage it comes with.

    python -m benchmarks.clapnq [DATA] [--each 1]      DATA: the folder `clapnq`, default ../shared/data/clapnq

Half of the questions are answered by their passage. Prints the shares of those that are answered and of the others that
are refused: as pullquote ships, then with the limit moved so that at least `ANSWERED` of the answerable are answered,
for its confidence and for the cross-encoder's logit alone. Moved limits are found on these very questions.
`--each 5` asks every fifth.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.asking import arguments, ask, opened
from benchmarks.refusing import FLOORS, HEADER, answering, as_given, line
from eval.adapters.clapnq import FILES, load
from eval.adapters.documents import read_records
from eval.types import Dataset, Kind
from qa.read import canonical

ANSWERED = 0.80


def passages_of(dataset: Dataset, folder: Path) -> dict[str, str]:
    """Return the document that each question comes with, by qid."""
    names = {document.text: name for name, document in dataset.documents.items()}
    return {record["id"]: names[canonical(record["passages"][0]["text"])]
            for name in FILES for record in read_records(folder / name)}


def main() -> None:
    """Ask every question of its passage, print the figures."""
    asked = arguments(__doc__, "clapnq")
    dataset = load(asked.data)
    given = passages_of(dataset, asked.data)
    questions = dataset.questions[:: asked.each]
    dataset = replace(dataset, questions=questions, documents={
        name: dataset.documents[name] for name in {given[question.qid] for question in questions}})
    with tempfile.TemporaryDirectory() as folder:
        found = ask(opened(dataset, folder), dataset, lambda question: [given[question.qid]])
    can, cannot = ([found[question.qid] for question in dataset.questions
                    if (question.kind is Kind.UNANSWERABLE) is hopeless] for hopeless in (False, True))
    print(f"{len(can)} questions that their passage answers, {len(cannot)} that it does not\n{HEADER}")
    print(line("as it ships", as_given([one.prediction for one in can], [one.prediction for one in cannot])))
    print(line(f"confidence, at least {ANSWERED:.2f} answered",
               answering(ANSWERED, [one.confidence for one in can], [one.confidence for one in cannot])))
    print(line(f"floor: cross-encoder alone, at least {ANSWERED:.2f} answered",
               answering(ANSWERED, [one.logit for one in can], [one.logit for one in cannot])))
    print("\n".join(FLOORS))


if __name__ == "__main__":
    main()
