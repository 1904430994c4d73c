import pytest

from eval.collection import read_documents
from eval.errors import DataError
from qa.errors import ReadError

ARTICLE = "---\npublisher: The Post\npublished: 2024-05-03\n---\n# Pier opens\n\nIt cost 40 crowns.\n"


def test_articles_stand_under_their_paths_in_the_folder(tmp_path):
    (tmp_path / "pier").mkdir()
    (tmp_path / "pier" / "post.md").write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "notes.xyz").write_text("not read", encoding="utf-8")
    (tmp_path / "questions.jsonl").write_text('{"text": "one of many"}\n', encoding="utf-8")
    (found,) = read_documents(tmp_path).values()
    assert (found.doc, found.title, found.publisher, found.published) == (
        "pier/post.md", "Pier opens", "The Post", "2024-05-03")
    assert found.text == "Pier opens\n\nIt cost 40 crowns."


def test_every_file_that_cannot_be_read_is_named(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(b"\x00")
    with pytest.raises(DataError) as caught:
        read_documents(tmp_path)
    assert [problem.partition(":")[0] for problem in caught.value.problems] == ["a.txt", "b.txt"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(ReadError, match="nowhere"):
        read_documents(tmp_path / "nowhere")
