"""A run from end to end, on three questions: what it keeps, what it says of itself, and that it can be repeated."""

import hashlib
import json
from dataclasses import replace

import pytest

from eval.data import load_dataset, save_dataset
from eval.errors import EvalError
from eval.quoting import prediction_record
from eval.repeat import repeat_command
from eval.runfiles import load_info, load_results, load_run
from eval.runinfo import METRICS, corpus_sha256, questions_sha256
from eval.selection import Selection
from eval.suite import report_content, rescore, run_file, run_pullquote, verdict_lines
from eval.systems import oracle
from tests.eval.samples import DATASET


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    save_dataset(DATASET, folder)
    return folder


@pytest.fixture(scope="module")
def asked(data, tmp_path_factory):
    """The folder of a run in which pullquote was asked, with its library beside it."""
    folder = tmp_path_factory.mktemp("asked")
    run_pullquote(Selection(str(data), "dev"), folder / "run", folder / "library", interventions=1)
    return folder


@pytest.fixture
def given(data, tmp_path):
    """The folder of a run whose answers came from a file, which has them all right."""
    lines = [json.dumps(prediction_record(prediction)) for prediction in oracle(load_dataset(data)).values()]
    (tmp_path / "answers.jsonl").write_text("\n".join(lines), encoding="utf-8")
    run_file(Selection(str(data)), tmp_path / "run", tmp_path / "answers.jsonl")
    return tmp_path / "run"


def test_a_run_says_what_was_run_on_what(asked, data):
    info = load_info(asked / "run")
    assert (info.system, info.dataset, info.metrics) == ("pullquote", "pier (dev)", METRICS)
    assert info.models["encoder"] == "bge-small-en-v1.5-int8"
    assert info.models["reader"].startswith("pullquote-reader-int8, sha256 ")
    assert info.index_sha256 == hashlib.sha256((asked / "library" / "vectors.faiss").read_bytes()).hexdigest()
    assert info.corpus_sha256 == corpus_sha256(DATASET)
    assert info.questions_sha256 == questions_sha256(DATASET)
    assert "threshold" in info.settings
    assert repeat_command(info).split()[3:] == ["--data", str(data), "--split", "dev", "--library",
                                                str(asked / "library"), "--interventions", "1", "--out", "again"]


def test_a_run_holds_what_a_report_needs(asked):
    content = report_content(asked / "run")
    assert {known.bound for known in content.references} == {"floor", "ceiling"}
    assert {found.qid for found in content.outcomes} == {"pier-01"}
    assert len(content.predictions) == len(content.run.results) == 3
    assert content.verdict is None


def test_the_same_run_again_has_the_same_bytes(asked, data, tmp_path):
    run_pullquote(Selection(str(data), "dev"), tmp_path)
    for name in ("predictions.jsonl", "results.jsonl", "references.jsonl", "summary.json"):
        assert (tmp_path / name).read_bytes() == (asked / "run" / name).read_bytes()
    assert load_info(tmp_path).index_sha256 == load_info(asked / "run").index_sha256  # of another library


def test_a_new_run_leaves_no_interventions_of_the_one_before(asked, data, given):
    (given / "interventions.jsonl").write_bytes((asked / "run" / "interventions.jsonl").read_bytes())
    run_file(Selection(str(data)), given, given / "predictions.jsonl")
    assert report_content(given).outcomes == ()


def test_answers_from_a_file_are_scored(given):
    assert [result.metrics["attributed_accuracy"] for result in load_results(given)] == [1, 1, 1]
    info = load_info(given)
    assert (info.system, info.version, info.commit, info.index_sha256, info.models) == (
        "answers", None, None, None, {})
    assert "--predictions" in repeat_command(info)


def test_one_question_alone_gets_the_scores_it_had(given, data, tmp_path):
    run_file(Selection(str(data), only=("pier-02",)), tmp_path / "one", given / "predictions.jsonl")
    assert load_results(tmp_path / "one") == load_results(given)[1:2]


def test_stored_answers_are_scored_once_more(given):
    before = {name: (given / name).read_bytes() for name in ("results.jsonl", "references.jsonl", "run.json")}
    for name in ("results.jsonl", "references.jsonl"):
        (given / name).unlink()
    (given / "run.json").write_text((given / "run.json").read_text().replace(f'"metrics": {METRICS}', '"metrics": 0'))
    numbers = rescore(given)
    assert numbers.metrics["attributed_accuracy"].mean == 1
    assert {name: (given / name).read_bytes() for name in before} == before


def test_data_that_have_changed_are_not_scored_again(given, data, tmp_path):
    copy = tmp_path / "copy"
    save_dataset(DATASET, copy)
    run_file(Selection(str(copy)), given, given / "predictions.jsonl")
    save_dataset(replace(DATASET, questions=DATASET.questions[:2]), copy)
    with pytest.raises(EvalError, match="have changed since; run it again"):
        rescore(given)


def test_a_report_can_tell_of_a_baseline_and_of_a_gate(given, asked, data, tmp_path):
    policy = tmp_path / "gate.toml"
    policy.write_text("[metrics.attributed_accuracy]\nmargin = 0.5\n", encoding="utf-8")
    run_file(Selection(str(data), "dev"), given, given / "predictions.jsonl")
    content = report_content(given, asked / "run", policy)
    assert content.baseline == load_run(asked / "run")
    assert [check.metric for check in content.verdict.checks] == ["attributed_accuracy"]


def test_the_verdict_is_printed_with_what_it_stands_between(given):
    lines = verdict_lines(given, rescore(given))
    assert lines[:2] == ["3 questions, 0 failed", "attributed_accuracy     1.000  [0.439, 1.000]  3 scored"]
    place = lines.index("attributed_accuracy of others, on the same questions:")
    assert [line.split()[-1] for line in lines[place + 1 :]] == ["floor"] * 4 + ["ceiling"] * 2
