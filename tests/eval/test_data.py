import pytest

from eval.data import load_dataset, parse_lines, save_dataset
from eval.errors import DataError, EvalError
from eval.types import GoldSpan
from tests.eval.samples import DATASET


@pytest.fixture
def folder(tmp_path):
    save_dataset(DATASET, tmp_path)
    return tmp_path


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def problems(folder):
    with pytest.raises(DataError) as caught:
        load_dataset(folder)
    return caught.value.problems


def test_a_dataset_saved_and_loaded_is_the_same(folder):
    assert load_dataset(folder) == DATASET


def test_saving_again_changes_no_byte(folder):
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    save_dataset(load_dataset(folder), folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert sorted(before) == ["dataset.json", "documents.jsonl", "questions.jsonl"]


def test_a_byte_order_mark_blank_lines_and_windows_newlines_are_read(folder):
    path = folder / "questions.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n\r\n"))
    assert load_dataset(folder) == DATASET


def test_a_line_separator_inside_a_string_ends_no_line(folder):
    change(folder / "questions.jsonl", "When did the pier open?", "When did\u2028the pier open?")
    assert load_dataset(folder).questions[0].question == "When did\u2028the pier open?"


def test_every_bad_line_is_reported_together(folder):
    questions = folder / "questions.jsonl"
    change(questions, '"text": "The pier opened on 3 May."', '"text": "The pier opened on 4 May."')
    change(questions, '"answer": "a2"', '"answer": "a9"')
    change(questions, '"unanswerable_type": "near_miss"', '"unanswerable_type": "hard"')
    change(folder / "documents.jsonl", '"sha256": "', '"sha256": "0')
    found = problems(folder)
    assert [problem.partition(": ")[0] for problem in found] == [
        "documents.jsonl:1", "questions.jsonl:3", "questions.jsonl:1", "questions.jsonl:2"]
    assert "'The pier opened on 4 May.' is not the slice 12–37 of pier/courier.md" in found[2]
    assert "which is 'The pier opened on 3 May.'" in found[2]


def test_a_qid_or_a_document_that_occurs_twice_is_reported(folder):
    for name in ("questions.jsonl", "documents.jsonl"):
        path = folder / name
        path.write_text(path.read_text(encoding="utf-8") + path.read_text(encoding="utf-8").split("\n")[0] + "\n",
                        encoding="utf-8")
    assert problems(folder) == ("documents.jsonl:1: document 'pier/courier.md' stands on another line too",
                                "question pier-01: 2 questions have this qid")


def test_another_version_of_the_format_is_refused(folder):
    change(folder / "dataset.json", '"format": 1', '"format": 2')
    assert problems(folder) == ("format 2 is not read; this release reads format 1",)


def test_what_is_not_there_or_not_utf8_is_named(folder, tmp_path):
    with pytest.raises(EvalError, match=r"nowhere.*No such file"):
        load_dataset(tmp_path / "nowhere")
    (folder / "questions.jsonl").write_bytes(b'{"qid": "\xe9"}')
    with pytest.raises(EvalError, match=r"questions\.jsonl: is not UTF-8 \(byte 10\)"):
        load_dataset(folder)


def test_a_long_list_of_problems_is_cut_in_the_message_but_kept_in_the_error(tmp_path):
    path = tmp_path / "spans.jsonl"
    path.write_text("{}\n" * 30, encoding="utf-8")
    with pytest.raises(DataError, match="120 problems") as caught:
        parse_lines(path, GoldSpan)
    assert len(caught.value.problems) == 120  # doc, start, end and text are missing on each of 30 lines
    assert str(caught.value).endswith("and 100 more")
