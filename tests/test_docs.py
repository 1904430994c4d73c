"""The documents keep their word: commands print what the page says, and names in the page are names in the code."""

import re
import runpy
import shlex
import shutil
import subprocess
import sys
from dataclasses import fields
from itertools import islice
from pathlib import Path

import pytest
import typer

from embeddings.keyword import KeywordEncoder
from eval.adapters import LOADERS
from eval.data import Header, load_dataset
from eval.interventions import INTERVENTIONS
from eval.predictions import _Agreement, _Citation, _Line, read_predictions
from eval.score import score_run
from eval.selftest.conformance import CASES
from eval.selftest.defects import DEFECTS
from eval.selftest.laws import LAWS
from eval.summary import Abstention, Calibration
from eval.systems import baselines
from eval.types import CitationScore, Document, Failure, GoldAnswer, GoldSpan, Kind, Question, Side, Stage, Unanswerable
from qa import Assistant
from ui import cli

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
LIBRARY = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
PAGE = (ROOT / "docs" / "evaluation.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "docs" / "examples" / "evaluation"
BLOCK = re.compile(r"^```(?P<label>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page, label):
    """Return the fenced blocks under a label, such as "python"."""
    return [match["text"] for match in BLOCK.finditer(page) if match["label"] == label]


def steps(text):
    """Return (command, what it prints) of every command in a console block."""
    found = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)[1:]
    return list(zip(found[::2], found[1::2], strict=True))


def printed_as(expected, printed):
    """Whether a command printed what the page shows. "…" stands for part of a line, and on its own for some lines."""
    pattern = "".join(r"(?:.*\n)*?" if line == "…\n" else re.escape(line).replace("…", ".*")
                      for line in expected.splitlines(keepends=True))
    return re.fullmatch(pattern, printed) is not None


@pytest.fixture
def shell(monkeypatch, capfd):
    """Return a function that runs a line of a console block and gives what it prints, on both streams."""
    status = 0

    def run(command):
        nonlocal status
        words = shlex.split(command)
        if command == "echo $?":
            return f"{status}\n"
        if words[0] == "cd":
            monkeypatch.chdir(words[1])
        elif words[0] == "pullquote":
            monkeypatch.setattr(sys, "argv", words)
            with pytest.raises(SystemExit) as stopped:
                cli.main()
            status = stopped.value.code or 0
        else:
            command = re.sub(r"^python(?= )", lambda _: shlex.quote(sys.executable), command)
            status = subprocess.run(["bash", "-c", command], check=False).returncode
        return "".join(capfd.readouterr())
    return run


def follow(shell, text):
    for command, expected in steps(text):
        printed = shell(command)
        assert printed_as(expected, printed), f"$ {command}\n{printed}"


def test_the_worked_example_prints_what_the_page_says(shell, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(EXAMPLE, "docs/examples/evaluation")
    for match in BLOCK.finditer(PAGE):
        if match["label"] == "python":
            Path("answer.py").write_text(match["text"], encoding="utf-8")
        elif match["label"] == "toml":
            assert Path("gate.toml").read_text(encoding="utf-8") == match["text"]
        elif match["label"] == "console":
            follow(shell, match["text"])


@pytest.mark.parametrize("label", ["console root", pytest.param("console root data", marks=pytest.mark.data)])
def test_commands_from_the_root_print_what_the_page_says(shell, label, monkeypatch, request):
    if label.endswith("data"):
        request.getfixturevalue("shared_data")
    monkeypatch.chdir(ROOT)
    assert blocks(PAGE, label)
    for text in blocks(PAGE, label):
        follow(shell, text)


def test_every_block_of_the_page_is_of_a_kind_that_is_checked():
    assert {match["label"] for match in BLOCK.finditer(PAGE)} == {
        "python", "toml", "console", "console root", "console root data", "console root slow"}


def test_the_outputs_that_take_minutes_agree_where_that_is_quick():
    figures, tried = (dict(steps(text)) for text in blocks(PAGE, "console root slow"))
    simulations = runpy.run_path(str(ROOT / "docs" / "examples" / "simulations.py"))
    for name, figure in islice(simulations["intervals"](), 2):
        assert f"{figure:.3f}  {name}\n" in figures["python docs/examples/simulations.py"]
    told, passed = map(int, re.findall(r"^(\d+) (?:conformance|passed)", tried["pullquote eval selftest"], re.M))
    assert passed - told == len(DEFECTS)
    assert 0 <= len(CASES) + len(LAWS) - told < 20  # the page need not change with every new case


def test_the_example_data_are_what_their_script_makes(tmp_path):
    shutil.copy(EXAMPLE / "make_data.py", tmp_path)
    subprocess.run([sys.executable, "make_data.py"], cwd=tmp_path, check=True)
    for name in ("dataset.json", "documents.jsonl", "questions.jsonl"):
        assert (tmp_path / name).read_bytes() == (EXAMPLE / name).read_bytes()


def commands(app):
    """Return the commands of an app by name, each with its options; groups are left out."""
    found = typer.main.get_command(app).commands
    return {name: {option for parameter in command.params for option in parameter.opts if option.startswith("-")}
            for name, command in found.items() if not hasattr(command, "commands")}


def named(names):
    """Return the names that the page does not have in code font."""
    return [name for name in names if f"`{name}`" not in PAGE]


def test_every_evaluation_command_and_option_is_named():
    for name, options in commands(cli.evaluation).items():
        assert f"pullquote eval {name}" in PAGE
        assert not [option for option in options if option not in PAGE], name


def test_no_evaluation_command_is_named_that_does_not_exist():
    assert set(re.findall(r"pullquote eval (\w+)", PAGE)) == set(commands(cli.evaluation))


def test_every_metric_is_in_the_page(tmp_path):
    dataset = load_dataset(EXAMPLE)
    (tmp_path / "predictions.jsonl").write_text('{"qid": "light-1", "answer": "4 May"}\n', encoding="utf-8")
    results = score_run(dataset, read_predictions(tmp_path / "predictions.jsonl", dataset))
    assert len(results) == 5
    assert not named(results[0].metrics)


def test_every_value_of_a_run_and_every_field_of_a_citation_is_in_the_page():
    short = {"accuracy_at_70", "accuracy_at_90"}  # written "_70" and "_90" beside accuracy_at_50
    assert not named(f"abstention.{field.name}" for field in fields(Abstention))
    assert not named(f"calibration.{field.name}" for field in fields(Calibration) if field.name not in short)
    assert not named({field.name for field in fields(CitationScore)} - {"number", "doc", "start", "end"})
    assert not named([*Failure, *Stage, *Kind, *Unanswerable])


def test_every_field_of_the_data_format_is_in_the_page():
    shapes = (Header, Document, Question, GoldAnswer, GoldSpan, Side, _Line, _Agreement, _Citation)
    known = {field.name for shape in shapes for field in fields(shape)}
    assert not [name for name in known if not re.search(rf"`\W*{name}\b|\"{name}\"", PAGE)]


def test_every_floor_defect_intervention_and_set_is_in_the_page():
    plain = " ".join(PAGE.split())
    assert not [known.name for known in baselines(load_dataset(EXAMPLE)) if f"| {known.name} |" not in PAGE]
    assert not [defect.name for defect in DEFECTS if not defect.harmless and defect.name not in plain]
    assert not [known.name for known in INTERVENTIONS if f"| {known.name} |" not in PAGE]
    assert not named(LOADERS)


def test_the_cases_that_the_page_names_exist():
    known = {case.name for case in CASES} | {law.name for law in LAWS}
    table = PAGE.partition("| guarded by |")[2]
    quoted = {name for row in table.splitlines() for name in re.findall(r"“([^”]+)”", row.rpartition(" | ")[2])}
    assert len(quoted) > 20
    assert quoted <= known


@pytest.mark.parametrize("page", [README, PAGE, LIBRARY])
def test_the_files_that_a_page_names_exist(page):
    found = set(re.findall(r"`((?:docs|eval|tests|benchmarks)/[\w./-]+)`|\]\(((?!http)[\w./-]+)\)", page))
    assert not [path for pair in found for path in pair if path and not (ROOT / path).exists()]


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch, capsys):
    shutil.copytree(ROOT / "examples" / "skarn-bridge", tmp_path / "examples" / "skarn-bridge")
    monkeypatch.chdir(tmp_path)
    (block,) = blocks(README, "python")
    exec(compile(block, "README.md", "exec"), {})
    first, *quotes = capsys.readouterr().out.splitlines()
    count = len(list((tmp_path / "examples" / "skarn-bridge").iterdir()))
    assert first == f"{count} articles added, 0 failed"
    assert quotes


def test_the_python_of_the_page_on_the_library_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("The wall was built.", encoding="utf-8")
    assistant = Assistant.open("library", KeywordEncoder(["wall"]))
    assistant.add("a.txt")
    (first,) = assistant.articles()
    Path("a.txt").write_text("The wall was torn down.", encoding="utf-8")
    assistant.add("a.txt")
    monkeypatch.setattr("qa.assistant.load_encoder", lambda _: KeywordEncoder(["wall"]))
    (block,) = blocks(LIBRARY, "python")
    found = {"article_id": first.id}
    exec(compile(block, "library.md", "exec"), found)
    assert (found["article"], found["findings"], found["report"].unchanged) == (first, [], [first.source])
    assert len(list(Assistant.open("other").articles())) == 1


def test_the_commands_of_the_page_on_the_library_exist():
    known = commands(cli.app)
    for line in re.findall(r"^    pullquote (.+?)(?:  .*)?$", LIBRARY, re.MULTILINE):
        name, *rest = line.split()
        assert {word for word in rest if word.startswith("-")} <= known[name]


def test_the_commands_of_the_readme_print_what_it_says(shell, tmp_path, monkeypatch):
    Assistant.open(tmp_path, KeywordEncoder(["wall"])).add(ROOT / "examples" / "harbour-wall")
    monkeypatch.setenv("PULLQUOTE_LIBRARY", str(tmp_path))
    (block,) = blocks(README, "console")
    follow(shell, block)


def readme_commands():
    """Return (command, options) of every command in the table of the README."""
    rows = [row.split("|")[1] for row in README.splitlines() if row.startswith("| `pullquote")]
    for cell in rows:
        for written in re.findall(r"`([^`]+)`", cell):
            name, *rest = written.removeprefix("pullquote ").split()
            yield name, {word for word in rest if word.startswith("-")}


def test_the_command_table_of_the_readme_is_that_of_the_command_line():
    known = commands(cli.app)
    table = [(name, options) for name, options in readme_commands() if name != "eval"]
    assert {name for name, _ in table} == set(known)
    for name, options in table:
        assert options <= known[name], name
    assert all("--library" in options for options in known.values())  # as the README says of each
