"""The evaluation commands: what they refuse, and with which exit status."""

import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from qa.model.scripted import ScriptedServer, said
from ui import arguments, cli

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "evaluation"
POLICY = '[metrics.citations_valid]\nminimum = 1.0\n\n[metrics.attributed_accuracy]\nmargin = 0.02\n'


@pytest.fixture
def run(monkeypatch, capfd):
    """Return a function that runs a command of `pullquote eval` and gives (exit status, stdout, stderr)."""
    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["pullquote", "eval", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        return stopped.value.code or 0, *capfd.readouterr()
    return call


@pytest.fixture
def folder(run, tmp_path, monkeypatch):
    """A folder with a dataset, answers that are all abstentions, a policy, and a run of those answers."""
    shutil.copytree(EXAMPLE, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    questions = [json.loads(line) for line in Path("questions.jsonl").read_text(encoding="utf-8").splitlines()]
    Path("silent.jsonl").write_text("".join(json.dumps({"qid": asked["qid"], "abstained": True}) + "\n"
                                            for asked in questions), encoding="utf-8")
    Path("gate.toml").write_text(POLICY, encoding="utf-8")
    assert run("run", "--data", ".", "--predictions", "silent.jsonl", "--out", "base")[0] == 0
    return tmp_path


def only(lines):
    """Return the one line that a command wrote."""
    assert lines.count("\n") == 1
    return lines.strip()


@pytest.mark.parametrize(("options", "message"), [
    (["--split", "foo"], "there is no split 'foo'; it is dev or test"),
    (["--library", "lib"], "so nothing is asked; leave out --library, or --predictions"),
    (["--library", "postgresql://reader@host/news"], "keeps its articles in a folder: give one"),
    (["--interventions", "2", "--library", "lib"], "leave out --library and --interventions, or --predictions"),
    (["--strictness", "0.8"], "so nothing is asked; leave out --strictness, or --predictions"),
    (["--strictness", "0.8", "--interventions", "2"], "leave out --interventions or --strictness"),
])
def test_options_that_cannot_be_used_are_wrong_usage(run, folder, options, message):
    status, out, err = run("run", "--data", ".", "--predictions", "silent.jsonl", "--out", "new", *options)
    assert (status, out) == (2, "")
    assert message in only(err)
    assert not Path("new").exists()


def test_data_that_cannot_be_used_are_an_error(run, folder):
    status, _, err = run("run", "--data", "nowhere", "--out", "new")
    assert status == 1
    assert "there is no folder nowhere" in only(err)
    status, _, err = run("run", "--data", ".", "--only", "light-9", "--predictions", "silent.jsonl", "--out", "new")
    assert status == 1
    assert only(err) == "pullquote: .: there is no question 'light-9'"


def test_some_questions_alone(run, folder):
    status, out, _ = run("run", "--data", ".", "--predictions", "silent.jsonl", "--out", "some", "--only", "light-3",
                         "--only", "visit-1")
    assert status == 0
    assert out.startswith("2 questions, 0 failed\nattributed_accuracy     0.500")


@pytest.mark.parametrize(("arguments", "message"), [
    (["base", "--policy", "gate.toml"], "needs a baseline; give one with --baseline"),
    (["base", "--policy", "none.toml"], "none.toml: No such file"),
    (["none", "--policy", "gate.toml", "--baseline", "base"], "none/run.json: No such file"),
    (["base", "--policy", "gate.toml", "--baseline", "base/results.jsonl"], "results.jsonl/run.json: Not a directory"),
    (["base", "--policy", "broken.toml", "--baseline", "base"], "broken.toml: 1 problem"),
])
def test_a_gate_that_cannot_judge_is_wrong_usage_and_no_regression(run, folder, arguments, message):
    Path("broken.toml").write_text("metrics = 1", encoding="utf-8")
    status, out, err = run("gate", *arguments)
    assert (status, out) == (2, "")
    assert message in err


def test_a_gate_passes_and_a_worse_run_fails(run, folder):
    assert run("gate", "base", "--policy", "gate.toml", "--baseline", "base")[0] == 0
    wrong = [{"qid": "light-1", "answer": "5 May [1]", "citations": [
        {"number": 1, "article_id": "light/evening-mail", "start": 31, "end": 40, "quote": "Something else"}]}]
    Path("wrong.jsonl").write_text("".join(json.dumps(line) + "\n" for line in wrong), encoding="utf-8")
    run("run", "--data", ".", "--predictions", "wrong.jsonl", "--out", "wrong")
    status, out, _ = run("gate", "wrong", "--policy", "gate.toml", "--baseline", "base")
    assert (status, out.splitlines()[-1]) == (1, "fail")


@pytest.mark.parametrize("command", [
    ["compare", "base", "other"], ["gate", "other", "--policy", "gate.toml", "--baseline", "base"],
    ["report", "other", "--baseline", "base", "--md", "report.md"],
    ["report", "other", "--beside", "base", "--md", "report.md"],
])
def test_runs_on_other_gold_are_not_compared(run, folder, command):
    questions = Path("questions.jsonl").read_text(encoding="utf-8")
    Path("questions.jsonl").write_text(questions.replace('"near_miss"', '"off_topic"'), encoding="utf-8")
    run("run", "--data", ".", "--predictions", "silent.jsonl", "--out", "other")
    status, out, err = run(*command)
    assert (status, out) == (2 if command[0] == "gate" else 1, "")
    assert only(err) == ("pullquote: base and other do not belong together: their questions, or the gold of these, "
                         "differ; ask the same ones")


def test_a_report_tells_of_the_gate_and_how_to_repeat_the_run(run, folder):
    assert run("report", "base", "--policy", "gate.toml", "--baseline", "base", "--md", "r.md", "--junit", "r.xml") == (
        0, "", "")
    told = Path("r.md").read_text(encoding="utf-8")
    assert "Gate: **inconclusive**" in told  # no abstention has citations
    assert told.endswith("pullquote eval run --data . --predictions silent.jsonl --out again\n")
    assert '<testsuite tests="2"' in Path("r.xml").read_text(encoding="utf-8")


@pytest.mark.parametrize("arguments", [
    ["--n", "5", "--stories", "9", "--base", "0.9"], ["--n", "50", "--stories", "9", "--base", "1.9"],
])
def test_a_plan_that_is_none_is_wrong_usage(run, arguments):
    status, out, err = run("power", *arguments)
    assert (status, out) == (2, "")
    assert "expected 2 ≤ stories ≤ questions" in only(err)


def lines_of(path):
    return path.read_text(encoding="utf-8").splitlines()


def writing(asked):
    """Reply with the first sentence that was shown, and with a number that stands nowhere."""
    shown = asked.body["messages"][1]["content"]
    name, words = re.search(r"^\[(S\d+)\] (.*)", shown, re.MULTILINE).groups()
    return said((words, [name]), (f"{words.rstrip('.')}, for 987,654 crowns.", [name]))


def test_quotes_alone_a_model_and_the_model_without_the_screen_stand_in_one_table_and_one_report(run, folder):
    data = ("--data", ".", "--only", "light-1", "--only", "light-3")
    assert run("run", *data, "--out", "extractive", "--library", "library")[0] == 0
    with ScriptedServer([writing]) as server:
        model = ("--library", "library", "--model", "scripted", "--model-url", server.url, "--strictness", "0")
        for system in ("model", "model-unscreened"):
            assert run("run", *data, "--out", system, "--system", system, *model)[0] == 0
    told = {system: [json.loads(line)["answer"] for line in lines_of(Path(system, "predictions.jsonl"))]
            for system in ("model", "model-unscreened")}
    assert not any("987,654" in answer for answer in told["model"])
    assert all("987,654" in answer for answer in told["model-unscreened"])
    kept = json.loads(Path("model-unscreened", "run.json").read_text(encoding="utf-8"))
    assert kept["models"]["model"] == "scripted, not screened"
    assert kept["settings"]["system"] == "model-unscreened"
    status, table, _ = run("compare", "extractive", "model", "model-unscreened")
    assert status == 0
    assert table.splitlines()[0].split() == ["metric", "extractive", "model", "p", "model-unscreened", "p"]
    row = next(line for line in table.splitlines() if line.startswith("citations_valid")).split()
    assert (row[1], row[2], row[4]) == ("1.000", "1.000", "1.000")
    assert run("report", "model", "--beside", "extractive", "--beside", "model-unscreened", "--md", "report.md")[0] == 0
    report = Path("report.md").read_text(encoding="utf-8")
    assert re.search(r"\| extractive \| run \| .*Another run: pullquote", report)
    assert re.search(r"\| model-unscreened \| run \| .*without the screen", report)


def test_a_model_that_is_not_named_or_cannot_be_tried_is_wrong_usage(run, folder, monkeypatch):
    monkeypatch.setattr(arguments, "SETTINGS", folder / "none.toml")
    monkeypatch.setattr("ui.evaluation.SETTINGS", folder / "none.toml")
    status, _, err = run("run", "--data", ".", "--out", "new", "--system", "model")
    assert (status, "needs a language model: give --model NAME" in only(err)) == (2, True)
    status, _, err = run("run", "--data", ".", "--out", "new", "--system", "model", "--interventions", "1",
                         "--model", "a", "--model-url", "http://127.0.0.1:1/v1")
    assert (status, "neither --predictions nor --interventions" in only(err)) == (2, True)
    status, _, err = run("run", "--data", ".", "--out", "new", "--model", "a")
    assert (status, "need --system model" in only(err)) == (2, True)
    assert not Path("new").exists()
