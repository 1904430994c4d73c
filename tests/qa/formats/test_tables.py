import csv
import json

import pytest

from qa.formats import Draft, FormatError, Options
from qa.formats.tables import LINE_LIMIT, choose, split
from tests.qa.formats import samples


def members(path, content, *columns):
    if isinstance(content, list):
        content = "".join(json.dumps(row) + "\n" for row in content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [(one.name, str(one.content) if isinstance(one.content, FormatError) else one.content)
            for one in split(path, Options(columns=columns))]


@pytest.mark.parametrize(("row", "columns"), [
    ({"text": 1, "body": 2}, {"text": "text"}), ({"Body": 1, " URL ": 2}, {"text": "Body", "url": " URL "}),
    ({"content": 1, "headline": 2, "byline": 3, "pubDate": 4, "_id": 5, "lang": 6, "outlet": 7}, {
        "text": "content", "title": "headline", "authors": "byline", "published": "pubDate", "id": "_id",
        "language": "lang", "publisher": "outlet"}),
])
def test_columns_are_found_by_their_usual_names(row, columns):
    assert choose(row, Options()) == columns


def test_columns_that_are_named_win_and_may_lie_within_another():
    row = {"text": "x", "story": {"words": "y"}}
    assert choose(row, Options(columns=(("text", "story.words"),)))["text"] == "story.words"


@pytest.mark.parametrize(("columns", "reason"), [
    ((), "has no column with a text; it has a, b. Name it, for example with --columns text=body,title=headline"),
    ((("text", "c"),), "has no column 'c'; it has a, b."), ((("text", "c.d"),), "has no column 'c.d'; it has a, b."),
])
def test_an_export_without_a_text_says_which_columns_it_has(tmp_path, columns, reason):
    with pytest.raises(FormatError) as caught:
        members(tmp_path / "a.jsonl", [{"a": 1, "b": 2}], *columns)
    assert str(caught.value).startswith(reason)


def test_a_row_is_named_by_its_id_its_address_or_its_content(tmp_path):
    rows = [{"id": 7, "text": "One."}, {"url": "https://a.example/b", "text": "Two."}, {"text": "Three."}]
    names = [name for name, _ in members(tmp_path / "a.jsonl", rows)]
    assert names[:2] == ["7", "https://a.example/b"]
    again = [name for name, _ in members(tmp_path / "a.jsonl", [{"text": "Four."}, *reversed(rows)])]
    assert again[1:] == [names[2], names[1], names[0]]


def test_rows_may_differ_in_their_columns(tmp_path):
    (_, first), (_, second), third = members(tmp_path / "a.jsonl", [
        {"id": 1, "text": "One."}, {"id": 2, "title": "Head", "body": "Two."}, {"id": 3}])
    assert (first.body, second.headline, second.body) == ("One.", "Head", "Two.")
    assert third[0] == "row 3"
    assert third[1].startswith("has no column with a text")


def test_authors_are_a_list_a_line_or_records(tmp_path):
    rows = [{"id": n, "text": "x", "authors": authors} for n, authors in enumerate(
        [["Ann", " Bo "], "Ann; Bo", "Ann | Bo", [{"name": "Ann"}, {"name": "Bo"}], None, 7, "", [None]])]
    found = [draft.authors for _, draft in members(tmp_path / "a.jsonl", rows)]
    assert found == [("Ann", "Bo")] * 4 + [()] * 4


def test_mark_up_in_the_text_is_read_as_such(tmp_path):
    (_, draft), (_, plain) = members(tmp_path / "a.jsonl", [
        {"id": 1, "text": "<h2>Part</h2><p>AT&amp;T <b>paid</b>.</p><p>Twice.</p>"}, {"id": 2, "text": "a < b, <p"}])
    assert draft.body == "Part\n\nAT&T paid.\n\nTwice."
    assert plain.body == "a < b, <p"


@pytest.mark.parametrize("text", ["", "  ", None, 7, ["x"]])
def test_a_row_without_a_text_is_told(tmp_path, text):
    assert members(tmp_path / "a.jsonl", [{"id": 1, "text": "x"}, {"id": 2, "text": text}])[1] == (
        "row 2", "has no text")


def test_lines_that_are_no_rows_are_told_and_the_others_read(tmp_path):
    content = b'not json\n{"id": 1, "text": "One."}\n[1]\n\n' + b"[" * 100_000 + b'\n\xff\n{"id": 2, "text": "Two."}'
    found = members(tmp_path / "a.jsonl", content)
    assert [name for name, _ in found] == ["row 1", "1", "row 3", "row 4", "row 5", "2"]
    assert [text.partition(" (")[0] for _, text in found if isinstance(text, str)] == [
        "is no JSON", "is no JSON object", "is no JSON", "is no JSON"]


def test_a_line_that_is_too_long_is_told_and_the_next_is_read(tmp_path):
    long = json.dumps({"id": 1, "text": "x" * LINE_LIMIT})
    found = members(tmp_path / "a.jsonl", f'{long}\n{{"id": 2, "text": "Two."}}\n')
    assert found[0] == ("row 1", "is longer than 20,000,000 bytes")
    assert found[1][1].body == "Two."


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), (";", "utf-8-sig"), ("\t", "utf-16")])
def test_tables_are_read_with_the_delimiter_and_encoding_they_have(tmp_path, delimiter, encoding):
    with (tmp_path / "a.csv").open("w", encoding=encoding, newline="") as file:
        rows = csv.writer(file, delimiter=delimiter)
        rows.writerows([["id", "title", "body"], ["1", "A, \"b\"; c", f"{samples.BODY}\n\nEnd."]])
    (member,) = split(tmp_path / "a.csv", Options())
    assert member.name == "1"
    assert member.content == Draft(body=f"{samples.BODY}\n\nEnd.", headline='A, "b"; c')


@pytest.mark.parametrize(("content", "reason"), [
    (b"id,text\n1,One.\n2,\xff\n", "are not UTF-8; convert the file"),
    (b"id,text\n1,One.\n2,\"never closed\n", "and those after it are left out: unexpected end"),
    (b"id,text\n1,One.\n2," + b"x" * (LINE_LIMIT + 5), "a line is longer than"),
])
def test_what_a_table_holds_before_it_breaks_is_read(tmp_path, content, reason):
    found = members(tmp_path / "a.csv", content)
    assert reason in found[-1][1]
    assert all(draft.body == "One." for _, draft in found[:-1])


def test_a_broken_parquet_file_is_told(tmp_path):
    with pytest.raises(FormatError, match="is no Parquet file that can be read"):
        members(tmp_path / "a.parquet", b"PAR1 nothing PAR1")
