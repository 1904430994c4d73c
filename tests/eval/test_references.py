"""Floors, ceilings and readers stand beside a run, scored as the run is."""

from dataclasses import replace

import pytest

from eval.errors import EvalError
from eval.references import headline, load_references, reference_lines, references, save_references
from eval.score import score_run
from eval.summary import estimate
from eval.systems import baselines
from tests.eval.samples import DATASET


def test_the_headline_is_that_of_a_scored_run():
    for known in baselines(DATASET):
        assert headline(DATASET, known.predictions) == estimate(score_run(DATASET, known.predictions),
                                                                "attributed_accuracy"), known.name


def test_every_floor_and_ceiling_is_there_and_readers_after_them():
    reader = replace(baselines(DATASET)[0], name="one who reads", bound="reader")
    found = references(DATASET, {}, [reader])
    assert [(one.name, one.bound) for one in found] == [
        ("always abstain", "floor"), ("top passage", "floor"), ("cite everything", "floor"), ("BM25 sentence", "floor"),
        ("oracle retrieval", "ceiling"), ("oracle", "ceiling"), ("one who reads", "reader")]
    by_name = {one.name: one.estimate.mean for one in found}
    assert by_name["always abstain"] == by_name["one who reads"] == pytest.approx(1 / 3)  # one of three has no answer
    assert by_name["oracle"] == 1


def test_a_reader_is_scored_against_gold_of_their_own():
    one = replace(DATASET, questions=DATASET.questions[2:])
    reader = replace(baselines(DATASET)[0], bound="reader", gold=one)  # abstains, and the one question has no answer
    assert references(DATASET, {}, [reader])[-1].estimate.mean == 1


def test_references_are_kept_with_a_run(tmp_path):
    found = references(DATASET, {})
    save_references(tmp_path, found)
    assert load_references(tmp_path) == found
    with pytest.raises(EvalError, match=r"has no references.jsonl; `pullquote eval score .*` makes it"):
        load_references(tmp_path / "elsewhere")


def test_references_without_a_headline_are_not_printed():
    found = references(DATASET, {})
    unanswered = replace(DATASET, questions=tuple(replace(asked, answers=(), sides=())
                                                  for asked in DATASET.questions[:2]))
    assert len(reference_lines(found)) == 6
    assert reference_lines(references(unanswered, {})) == []
