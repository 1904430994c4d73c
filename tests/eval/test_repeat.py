"""The command that repeats a run has everything that the run was made with."""

import shlex
from dataclasses import replace

import pytest

from eval.repeat import repeat_command
from tests.eval.reported import INFO


def words(settings, qid=None):
    return shlex.split(repeat_command(replace(INFO, settings=settings), qid))


ASKED = {"data": "own:examples", "split": "test", "only": None, "library": "runs/my library", "interventions": 12,
         "threshold": 0.15}


@pytest.mark.parametrize(("settings", "given"), [
    ({"data": "d"}, []),
    ({"data": "d", "split": "dev"}, ["--split", "dev"]),
    ({"data": "d", "only": ("a b", "c")}, ["--only", "a b", "--only", "c"]),
    ({"data": "d", "predictions": "other's.jsonl"}, ["--predictions", "other's.jsonl"]),
    ({"data": "d", "library": None, "interventions": 0, "strictness": 0.5}, []),
    ({"data": "d", "strictness": 0.8}, ["--strictness", "0.8"]),
])
def test_a_run_is_repeated_with_its_options(settings, given):
    assert words(settings) == ["pullquote", "eval", "run", "--data", "d", *given, "--out", "again"]


def test_all_options_of_a_run_that_asked():
    assert words(ASKED)[3:] == ["--data", "own:examples", "--split", "test", "--library", "runs/my library",
                                "--interventions", "12", "--out", "again"]


def test_one_question_is_asked_again_without_interventions():
    assert words(ASKED, "pier-01")[3:] == ["--data", "own:examples", "--only", "pier-01", "--library",
                                           "runs/my library", "--out", "again"]
