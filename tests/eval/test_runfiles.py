"""A run is saved and loaded unchanged, its results have the same bytes every time, and damage is named."""

import json
from dataclasses import dataclass, replace
from hashlib import sha256

import pytest

from eval.errors import DataError, EvalError
from eval.runfiles import apart, load_info, load_pair, load_results, load_run, result_line, save_run
from eval.runinfo import METRICS, RunInfo
from eval.score import score_run
from eval.types import (
    CitationScore,
    Dataset,
    Document,
    Evidence,
    Failure,
    GoldAnswer,
    GoldSpan,
    Kind,
    PredictedCitation,
    PredictedSpan,
    Prediction,
    Question,
    Stage,
    Unanswerable,
)
from tests.eval.scored import result

INFO = RunInfo(system="pullquote", version="0.1.0", commit="0" * 40, dataset="own", segmenter="nupunkt 0.8.0",
               corpus_sha256="a" * 64, questions_sha256="b" * 64, index_sha256=None, models={"encoder": "bundled"},
               settings={"k": 10, "threshold": 0.31, "rerank": True, "note": None, "only": ("q1", "q0")},
               seeds={"bootstrap": 1}, machine={"processors": 2})
CITED = CitationScore(number=1, doc="a.txt", start=3, end=9, resolves=True, verbatim=False, in_context=None,
                      stripped=None, failure=Failure.ALTERED, label="good",
                      difference=({"op": "replace", "given": "“9–0”", "source": "7–2"},))
FULL = replace(result("q1", {"verbatim": 0.0, "in_context": None, "evidence_f1": 2 / 3}, confidence=0.25),
               stage=Stage.QUOTE_INVALID, citations=(CITED,), reasons={"verbatim": "9 is not 7"}, tags=("copy",))
ABSTAINED = result("q0", {"abstain_right": 1.0}, kind=Kind.UNANSWERABLE, unanswerable_type=Unanswerable.NEAR_MISS,
                   abstained=True)


@dataclass(frozen=True)
class Summary:
    share: float


def saved(folder, *results):
    save_run(folder, INFO, results, Summary(1 / 3))
    return folder


def test_a_run_is_loaded_as_it_was_saved(tmp_path):
    run = load_run(saved(tmp_path / "new" / "run", FULL, ABSTAINED))
    assert run.info == INFO
    assert run.results == (ABSTAINED, replace(FULL, metrics=FULL.metrics | {"evidence_f1": 0.666667}))  # by qid


def test_the_files_of_a_run(tmp_path):
    saved(tmp_path, FULL)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["results.jsonl", "run.json", "summary.json"]
    assert json.loads((tmp_path / "summary.json").read_text()) == {"share": 0.333333}
    assert json.loads((tmp_path / "run.json").read_text())["settings"]["threshold"] == 0.31


def test_results_have_the_same_bytes_whatever_the_order_of_questions_and_keys(tmp_path):
    turned = replace(FULL, metrics=dict(reversed(FULL.metrics.items())))
    first, again = saved(tmp_path / "a", FULL, ABSTAINED), saved(tmp_path / "b", ABSTAINED, turned)
    assert (first / "results.jsonl").read_bytes() == (again / "results.jsonl").read_bytes()


def test_a_loaded_result_is_written_with_the_same_bytes(tmp_path):
    path = saved(tmp_path, FULL, ABSTAINED) / "results.jsonl"
    before = path.read_bytes()
    save_run(tmp_path, INFO, load_results(tmp_path), Summary(0))
    assert path.read_bytes() == before
    assert b"\r" not in before
    assert "“9–0”".encode() in before


def test_real_scores_are_loaded_as_they_were_saved(tmp_path):
    text = "The bridge opened on 3 May 2031. It cost 40 million crowns."
    document = Document("a.txt", "Bridge", text, sha256(text.encode()).hexdigest(), sentences=((0, 32), (33, 59)))
    gold = Evidence("e1", (GoldSpan("a.txt", 0, 32, text[:32]),))
    asked = Question("q1", "test", "When?", "s1", Kind.ANSWERABLE,
                     answers=(GoldAnswer("a1", "3 May 2031"),), evidence=(gold,))
    cited = PredictedCitation(1, PredictedSpan("a.txt", 0, 32, "a.txt"), text[:31])
    dataset = Dataset("made", {"a.txt": document}, (asked,), "by hand")
    results = score_run(dataset, {"q1": Prediction("q1", "3 May 2031 [1]", "3 May 2031", citations=(cited,))})
    folder = saved(tmp_path, *results)
    loaded = load_run(folder).results
    assert [result_line(one) for one in loaded] == [result_line(one) for one in results]
    assert (loaded[0].stage, loaded[0].reasons, loaded[0].citations) == (
        results[0].stage, results[0].reasons, results[0].citations)


@pytest.mark.parametrize(("value", "written"), [(1, "1.0"), (True, "1.0"), (-0.0, "0.0"), (1 / 3, "0.333333"),
                                                (-1e-9, "0.0"), (None, "null")])
def test_a_value_has_one_form(value, written):
    assert f'"metrics": {{"verbatim": {written}}}' in result_line(result("q", {"verbatim": value}))


def test_what_is_no_number_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        result_line(result("q", {"verbatim": float("nan")}))


def test_runs_of_the_same_data_belong_together(tmp_path):
    base, new = saved(tmp_path / "base", FULL), saved(tmp_path / "new", ABSTAINED)
    assert load_pair(base, new) == (load_run(base), load_run(new))
    other = replace(INFO, system="another", models={}, settings={"threshold": 0.5}, index_sha256="i" * 64)
    assert apart(INFO, other) == []


@pytest.mark.parametrize(("changed", "reason"), [
    ({"questions_sha256": "c" * 64}, "their questions, or the gold of these, differ"),
    ({"questions_sha256": "c" * 64, "settings": {"split": "dev"}}, r"other questions \(split dev and split all\)"),
    ({"corpus_sha256": "c" * 64}, "their articles, or the sentences of these, differ"),
])
def test_runs_of_other_data_do_not(tmp_path, changed, reason):
    new = saved(tmp_path / "new", FULL)
    save_run(tmp_path / "base", replace(INFO, **changed), (FULL,), Summary(0))
    with pytest.raises(EvalError, match=rf"base and .*new do not belong together: (they are of )?{reason}"):
        load_pair(tmp_path / "base", new)


def test_runs_scored_by_other_metrics_do_not_and_scoring_again_mends_it():
    old = replace(INFO, metrics=METRICS - 1)
    (reason,) = apart(old, replace(INFO, metrics=METRICS))
    assert reason.startswith(f"versions {METRICS - 1} and {METRICS} of the metrics scored them; `pullquote eval score`")


def test_what_is_saved_was_scored_by_the_metrics_of_now(tmp_path):
    save_run(tmp_path, replace(INFO, metrics=METRICS - 1), (FULL,), Summary(0))
    assert load_info(tmp_path).metrics == METRICS


def test_a_run_from_before_metrics_had_versions_has_the_first(tmp_path):
    path = saved(tmp_path, FULL) / "run.json"
    record = json.loads(path.read_text())
    del record["metrics"]
    path.write_text(json.dumps(record))
    assert load_info(tmp_path).metrics == 1


def test_all_damage_is_named_together(tmp_path):
    record = json.loads(result_line(ABSTAINED))
    lines = [record, record, record | {"qid": "q2", "metrics": {"verbatim": 1.5}}, {"qid": "q3"},
             record | {"qid": "q4", "stage": "lost"}, record | {"qid": "q5", "score": 1}]
    path = tmp_path / "results.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_results(tmp_path)
    problems = "\n".join(caught.value.problems)
    assert "results.jsonl:2: question 'q0' stands on another line too" in problems
    assert "results.jsonl:3: verbatim is 1.5, outside 0–1" in problems
    assert "results.jsonl:4: story_id: Field required" in problems
    assert "results.jsonl:5: stage: Input should be" in problems
    assert "results.jsonl:6: score: there is no such field" in problems


@pytest.mark.parametrize(("record", "problem"), [({"format": 2}, "format 2 is not read"), ({"seeds": 1}, "seeds")])
def test_what_was_run_is_checked(tmp_path, record, problem):
    saved(tmp_path, FULL)
    path = tmp_path / "run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | record), encoding="utf-8")
    with pytest.raises(DataError, match=problem):
        load_info(tmp_path)


def test_a_folder_without_a_run(tmp_path):
    with pytest.raises(EvalError, match=r"run\.json: No such file"):
        load_run(tmp_path)
