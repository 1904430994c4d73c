"""Examinations: a notebook's questions asked, at one setting or two; what is kept, and that the suite can read it."""

import pytest

from eval.compare import compare
from eval.draft import Draft, question_of
from eval.errors import EvalError
from eval.examination import compared, examinations, examine, examined, report_of, results_of
from eval.repeat import repeat_command
from eval.runfiles import load_info, load_pair
from eval.suite import report_content
from eval.types import GoldSpan
from qa import Assistant
from qa.errors import PullquoteError, SettingError
from qa.sentences import sentence_bounds
from tests.ui.answering import Overlap


@pytest.fixture
def assistant(pier):
    return Assistant(pier.store, pier.encoder, Strict())


@pytest.fixture
def notebook(notebook, assistant):
    """Two questions: one that the article answers, one that it does not, though half of its words stand there."""
    (article,) = assistant.articles()
    start, end = sentence_bounds(article.text)[1]
    gold = GoldSpan(article.id, start, end, article.text[start:end])
    notebook.add(lambda qid: question_of(Draft("When was the pier at Solm opened?", answer="3 May", gold=(gold,)), qid))
    notebook.add(lambda qid: question_of(Draft("Which king opened the pier?", answered=False), qid))
    return notebook


class Strict(Overlap):
    """Answers as `Overlap` does, unless it is told to answer nothing."""

    def answer(self, question, hits, strictness):
        return super().answer(question if strictness < 0.9 else "", hits, strictness)


def none(done, total):
    pass


def test_an_examination_keeps_a_run_that_the_suite_reads_and_a_report(notebook, assistant):
    steps = []
    name = examine(notebook, assistant, [0.3], lambda *step: steps.append(step))
    assert steps == [(0, 2), (1, 2), (2, 2)]
    (found,) = examinations(notebook)
    assert (found.name, found.strictness) == (name, (0.3,))
    assert found.summaries[0].metrics["attributed_accuracy"].mean == 0.5
    run = notebook.folder / "runs" / name / "run"
    assert report_content(run).dataset.questions[0].question == "When was the pier at Solm opened?"
    assert "--strictness 0.3" in repeat_command(load_info(run))
    assert results_of(notebook, name, 0) == (run / "results.jsonl").read_text(encoding="utf-8")


def test_a_report_says_at_which_strictness_and_names_no_folder_of_the_server(notebook, assistant):
    report = report_of(notebook, examine(notebook, assistant, [0.3, 0.95], none))
    assert "at strictness 0.95" in report
    assert "at strictness 0.3" in report
    assert str(notebook.folder) not in report
    assert "pullquote eval run --data data --strictness 0.95 --out again" in report


def test_two_settings_are_compared_as_the_suite_does(notebook, assistant):
    name = examine(notebook, assistant, [0.3, 0.95], none)
    found = examined(notebook, name)
    assert found.strictness == (0.3, 0.95)
    folder = notebook.folder / "runs" / name
    base, new = load_pair(folder / "base", folder / "new")
    told = compared(notebook, found)
    assert told.difference == compare(base.results, new.results).differences["attributed_accuracy"]
    assert (told.difference.fixed, told.difference.broken, told.stories) == (("q2",), ("q1",), 2)


def test_without_short_answers_the_marked_sentences_tell(notebook, assistant):
    question = notebook.entry("q1").question
    notebook.change("q1", lambda _: question_of(Draft(question.question, gold=question.evidence[0].spans), "q1"))
    notebook.remove("q2")
    found = examined(notebook, examine(notebook, assistant, [0.3, 0.95], none))
    assert found.summaries[0].metrics["attributed_accuracy"].mean is None
    assert compared(notebook, found).difference.metric == "evidence_complete_5"


@pytest.mark.parametrize(("strictness", "error", "message"), [
    ([1.5], SettingError, "a strictness of 1.5 is none"), ([0.5, 0.5], EvalError, "both settings are the same")])
def test_settings_that_cannot_be_are_told_before_anything_is_asked(notebook, assistant, strictness, error, message):
    with pytest.raises(error, match=message):
        examine(notebook, assistant, strictness, none)
    assert not examinations(notebook)


def test_nothing_is_kept_of_an_examination_that_is_stopped(notebook, assistant):
    def stop(done, total):
        if done:
            raise PullquoteError("enough")

    with pytest.raises(PullquoteError, match="enough"):
        examine(notebook, assistant, [0.5], stop)
    assert not examinations(notebook)
    assert not list((notebook.folder / "runs").iterdir())


@pytest.mark.parametrize("name", ["", "..", "../..", "runs", "2020-01-01T00-00-00-000000", "/etc"])
def test_only_what_was_kept_can_be_read(notebook, assistant, name):
    examine(notebook, assistant, [0.5], none)
    for read in (lambda: report_of(notebook, name), lambda: results_of(notebook, name, 0),
                 lambda: examined(notebook, name)):
        with pytest.raises(EvalError, match="no longer there"):
            read()
    with pytest.raises(EvalError, match="no such run"):
        results_of(notebook, examinations(notebook)[0].name, 1)
