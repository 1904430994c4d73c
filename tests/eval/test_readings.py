"""Agreement of readings, on values worked by hand, and the stored readings of the project's own set."""

import pytest

from eval.data import parse_lines
from eval.own import HERE, load_own
from eval.own.readings import Reading, best_f1, consent, gold_reading, is_complete
from eval.types import Kind

A, B, C = ("a.md", 1), ("a.md", 2), ("b.md", 7)


def reading(qid, kind=Kind.ANSWERABLE, *evidence):
    return Reading(qid, 1, kind, tuple(evidence))


def test_evidence_agrees_by_the_best_pair_of_alternatives():
    ones, others = reading("q", Kind.ANSWERABLE, (C,), (A, B)), reading("q", Kind.ANSWERABLE, (A,))
    assert best_f1(ones, others) == pytest.approx(2 / 3)


def test_a_reading_that_asks_for_one_sentence_more_still_holds_the_other():
    assert is_complete(reading("q", Kind.ANSWERABLE, (A, B)), reading("q", Kind.ANSWERABLE, (B,)))
    assert not is_complete(reading("q", Kind.ANSWERABLE, (A, C)), reading("q", Kind.ANSWERABLE, (A, B)))


def test_kappa_is_corrected_for_chance():
    kinds = [(Kind.ANSWERABLE, Kind.ANSWERABLE)] * 2 + [(Kind.UNANSWERABLE, Kind.UNANSWERABLE),
                                                        (Kind.UNANSWERABLE, Kind.ANSWERABLE)]
    ones = [reading(str(number), one) for number, (one, _) in enumerate(kinds)]
    others = [reading(str(number), other) for number, (_, other) in enumerate(kinds)]
    found = consent(ones, others)
    assert found.kind == 0.75
    # by chance: answerable 2/4 · 3/4 + unanswerable 2/4 · 1/4 = 0.5, so kappa is (0.75 − 0.5) / 0.5
    assert found.kappa == pytest.approx(0.5)


def test_readers_without_a_question_in_common_have_no_agreement():
    with pytest.raises(ValueError, match="no question"):
        consent([reading("a")], [reading("b")])


def test_both_readers_read_every_question_of_the_own_set():
    dataset = load_own(HERE.parents[1] / "examples")
    readings = parse_lines(HERE / "readings.jsonl", Reading)
    asked = sorted(question.qid for question in dataset.questions)
    for reader in (1, 2):
        assert sorted(reading.qid for reading in readings if reading.reader == reader) == asked
    for found in readings:
        assert all(number < len(dataset.documents[doc].sentences) for part in found.evidence for doc, number in part)


def test_the_gold_counts_the_sentences_that_its_spans_touch():
    dataset = load_own(HERE.parents[1] / "examples")
    question = next(question for question in dataset.questions if question.evidence)
    span = question.evidence[0].spans[0]
    doc, number = gold_reading(question, dataset).evidence[0][0]
    start, end = dataset.documents[doc].sentences[number]
    assert doc == span.doc
    assert start < span.end
    assert span.start < end
