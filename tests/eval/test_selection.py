"""Which questions are asked: all of a dataset, one half, or some by their ids."""

import pytest

from eval.data import save_dataset
from eval.errors import EvalError
from eval.selection import Selection, selection_of
from tests.eval.samples import DATASET


@pytest.fixture
def data(tmp_path):
    save_dataset(DATASET, tmp_path)
    return str(tmp_path)


def asked(selection):
    return [question.qid for question in selection.load().questions]


def test_all_questions_unless_told_otherwise(data):
    assert Selection(data).load() == DATASET
    assert asked(Selection(data, "dev")) == ["pier-01", "pier-02", "pier-03"]


def test_some_questions_by_id_in_the_order_of_the_dataset(data):
    chosen = Selection(data, only=("pier-03", "pier-01"))
    assert asked(chosen) == ["pier-01", "pier-03"]
    assert chosen.load().documents == DATASET.documents
    assert chosen.load().name == "pier (pier-03, pier-01)"


@pytest.mark.parametrize(("split", "only", "message"), [
    ("test", (), "split test: no question is left"),
    (None, ("pier-9", "pier-01", "pier-8"), "there is no question 'pier-8', 'pier-9'"),
    ("test", ("pier-01",), "split test: there is no question 'pier-01'"),
])
def test_what_selects_nothing_is_said(data, split, only, message):
    with pytest.raises(EvalError, match=message):
        Selection(data, split, only).load()


@pytest.mark.parametrize("chosen", [
    Selection("own:examples"), Selection("d", "test"), Selection("d", None, ("a", "b")),
])
def test_a_run_keeps_its_selection(chosen):
    assert selection_of(chosen.settings()) == chosen


def test_a_run_that_names_no_data_cannot_be_selected_again():
    with pytest.raises(EvalError, match="does not say on which data"):
        selection_of({"threshold": 0.5})
