"""The sample of questions on which interventions are tried, and the file that keeps what became of them."""

import json
from dataclasses import asdict

from eval.interventions import Outcome, Verdict, tally
from eval.trials import FILE, load_outcomes, outcome_lines, sample
from eval.types import Kind, Question


def question(number):
    return Question(str(number), "test", "Who?", "story", Kind.ANSWERABLE)


def test_a_sample_is_spread_evenly_and_keeps_the_order():
    questions = tuple(map(question, range(10)))
    assert [found.qid for found in sample(questions, 4)] == ["0", "2", "5", "7"]  # 0/4, 10/4, 20/4, 30/4, rounded down


def test_a_sample_as_large_as_the_set_is_the_set():
    questions = tuple(map(question, range(3)))
    assert sample(questions, 3) == sample(questions, 99) == questions


def test_a_run_without_interventions_has_no_outcomes(tmp_path):
    assert load_outcomes(tmp_path) == ()
    assert outcome_lines(tmp_path) == []


def test_outcomes_are_read_back_and_counted(tmp_path):
    name = "evidence removed"
    outcomes = [Outcome(name, "q1", "s1", Verdict.FOLLOWED, change="cut", before="this", after="that"),
                Outcome(name, "q2", "s2", Verdict.BROKEN)]
    (tmp_path / FILE).write_text("".join(json.dumps(asdict(outcome)) + "\n" for outcome in outcomes), encoding="utf-8")
    assert list(load_outcomes(tmp_path)) == outcomes


def test_the_counts_are_printed_a_line_an_intervention(tmp_path):
    name = tally(())[0].name
    outcomes = [Outcome(name, f"q{number}", f"s{number}", Verdict.FOLLOWED if number else Verdict.BROKEN)
                for number in range(4)]
    (tmp_path / FILE).write_text("".join(json.dumps(asdict(outcome)) + "\n" for outcome in outcomes), encoding="utf-8")
    (line,) = outcome_lines(tmp_path)
    assert line.startswith(name)
    assert " 0.750 " in line  # three of four
    assert line.endswith("4 judged")
