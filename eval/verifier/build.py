"""Makes the minimal edits of the card: `python -m eval.verifier.build [EXAMPLES]`, from evidence of the own set.

The interventions change a number, a date, a name or a "not" in an article. Here the paragraph is the article's own and
the claim a sentence of it, once as it stands and once as it was changed.
"""

import sys
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from eval.data import write_lines
from eval.interventions.changes import CHANGES
from eval.interventions.stories import story_dataset
from eval.interventions.types import Intervention
from eval.metrics.intervals import overlap
from eval.own import HERE, load_own
from eval.quoting import paragraphs
from eval.records import format_record
from eval.systems import oracle
from eval.types import Dataset, GoldSpan
from eval.verifier.card import FILE, UNCHANGED, Edit

MOST = 30  # of each change, so that none outweighs the others


def edits(dataset: Dataset) -> tuple[Edit, ...]:
    """Return the minimal edits of a dataset: at most 30 of each change, each after the same sentence unchanged."""
    found = []
    for change in CHANGES:
        changed = list(_changed(dataset, change))
        places = sorted({number * len(changed) // MOST for number in range(MOST)}) if changed else []
        found += [edit for place in places for edit in changed[place]]
    return tuple(found)


def _changed(dataset: Dataset, change: Intervention) -> Iterator[tuple[Edit, Edit]]:
    """Yield (sentence as it stands, sentence changed) for each question to which the change applies, one a question."""
    answers = oracle(dataset)
    seen = set()
    for question in dataset.questions:
        small = story_dataset(dataset, question)
        case = change.apply(small, question, answers[question.qid])
        if case is None:
            continue
        spans = zip(question.evidence[0].spans, case.question.evidence[0].spans, strict=True)
        pair = next(((old, new.text) for old, new in spans if old.text != new.text), None)
        if pair and pair[0].text not in seen:
            seen.add(pair[0].text)
            premise = _paragraph(dataset, pair[0])
            yield (Edit(question.story_id, UNCHANGED, premise, pair[0].text),
                   Edit(question.story_id, change.name, premise, pair[1]))


def _paragraph(dataset: Dataset, span: GoldSpan) -> str:
    document = dataset.documents[span.doc]
    start, end = next(bounds for bounds in paragraphs(document) if overlap(bounds, (span.start, span.end)))
    return document.text[start:end]


def main(arguments: Sequence[str]) -> None:
    """Write the edits and print how many there are of each."""
    made = edits(load_own(Path(arguments[0]) if arguments else HERE.parents[1] / "examples"))
    write_lines(FILE, map(format_record, made))
    for name, group in groupby(sorted(edit.edit for edit in made)):
        sys.stdout.write(f"{name}: {len(list(group))}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
