from dataclasses import dataclass

import pytest

from eval.errors import DataError
from eval.records import format_record, parse_record
from eval.types import GoldSpan, Question
from tests.eval.samples import QUESTIONS


@dataclass(frozen=True, slots=True)
class Box:
    spans: tuple[GoldSpan, ...]
    note: str | None = None


SPAN = '{"doc": "d", "start": 1, "end": 2, "text": "x"}'


def problems(line, **options):
    with pytest.raises(DataError) as caught:
        parse_record(line, Box, **options)
    return caught.value.problems


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.qid)
def test_a_question_written_and_read_is_the_same(question):
    assert parse_record(format_record(question), Question) == question


def test_letters_are_written_as_they_are():
    assert "Tomáš 🐺" in format_record(Box((GoldSpan("d", 0, 8, "Tomáš 🐺"),)))


def test_fields_with_a_default_may_be_left_out():
    assert parse_record(f'{{"spans": [{SPAN}]}}', Box) == Box((GoldSpan("d", 1, 2, "x"),))


def test_every_problem_of_a_line_is_named_with_its_place():
    found = problems('{"spans": [{"doc": "d", "start": "1", "end": true, "text": "x"}], "note": 7}')
    assert [problem.partition(":")[0] for problem in found] == ["spans.0.start", "spans.0.end", "note"]


@pytest.mark.parametrize("line", ["", "no JSON", "[]", "null", '{"spans": null}', "{}"])
def test_a_line_that_is_no_such_object_is_refused(line):
    assert problems(line)


def test_a_field_that_does_not_exist_is_a_problem_at_any_depth():
    inner = SPAN.replace("}", ', "sart": 1}')
    assert problems(f'{{"spans": [{SPAN}, {inner}], "noot": ""}}') == (
        "spans.1.sart: there is no such field", "noot: there is no such field")


def test_another_programs_fields_are_passed_over_when_asked():
    assert parse_record(f'{{"spans": [{SPAN}], "extra": 1}}', Box, exact=False).note is None
