"""The library as a reader keeps it: listed, added to, removed from; what failed and why."""

import re

import pytest

from qa.errors import PullquoteError
from qa.ingest import Report
from tests.ui.answering import open_assistant
from tests.ui.specimens import HOSTILE, article, read
from ui import keeping
from ui.shelf import EVERY, STEP, View, listed, outlets, report_html, shelf_html, state_html

OLD = article("Bridge opens", key="a1", published="2024-05-03", publisher="The Wire")
NEW = article("Council votes", key="a2", published="2025-03-14", authors=("Ana Reyes",))
BARE = article("A note", key="a3", published=None, publisher=None, authors=())
ALL = [OLD, NEW, BARE]


@pytest.mark.parametrize(("view", "ids"), [
    (View(), ["a2", "a1", "a3"]), (View(order="Oldest first"), ["a1", "a2", "a3"]),
    (View(order="Title"), ["a3", "a1", "a2"]), (View(order="Outlet"), ["a2", "a1", "a3"]),
    (View(words="BRIDGE wire"), ["a1"]), (View(words="bridge nobody"), []), (View(outlet="The Wire"), ["a1"]),
    (View(order="no such order"), ["a2", "a1", "a3"])])
def test_articles_are_found_and_ordered(view, ids):
    assert [one.id for one in listed(ALL, view)] == ids


def test_outlets_can_be_chosen_and_a_long_list_comes_in_steps():
    assert outlets(ALL) == [EVERY, "The Courier", "The Wire"]
    many = [article(f"Title {n}", key=str(n)) for n in range(STEP + 1)]
    page = read(shelf_html(many, STEP + 1, View()))
    assert len(page.all("li")) == STEP
    assert page.one("button", data_act="more")
    assert len(read(shelf_html(many, STEP + 1, View(shown=2 * STEP))).all("li")) == STEP + 1


def test_the_state_says_how_large_a_library_is_and_what_could_not_be_read(tmp_path):
    assistant = open_assistant(tmp_path / "library")
    (tmp_path / "good.txt").write_text("Bridge\n\nThe bridge opened.", encoding="utf-8")
    (tmp_path / "<b>bad<b>.pdf").write_bytes(b"%PDF-nothing")
    assistant.add(tmp_path / "good.txt", tmp_path / "<b>bad<b>.pdf")
    page = read(state_html(assistant.store.info()))
    said = [line.text for line in page.all("li")]
    assert said[0] == "1 passage from 0 outlets"
    assert re.fullmatch(r"\d+\.\d MB: articles \d+\.\d, vectors \d+\.\d, words \d+\.\d", said[1])
    assert said[2:4] == ["Indexes up to date", "Vectors searched exactly (Flat)"]
    assert page.one("p").text == "1 source could not be read last time:"
    assert page.one("li", class_="pq-failed-source").one("bdi").text == "<b>bad<b>.pdf"
    assert not page.all("b")


def test_a_report_says_what_failed_and_why_and_hides_where_uploads_lie():
    report = Report(added=["/srv/x/a.txt"], failed=[(f"/srv/x/{HOSTILE.replace('/', '')}.pdf", "is damaged <b>")],
                    duplicates=[("/srv/x/b.txt", "/srv/x/a.txt")])
    page = read(report_html(report))
    assert page.one("p").text == "1 added, 1 already here, 1 failed."
    assert "is damaged <b>" in page.one("li", class_="pq-failed-source").text
    assert "/srv" not in page.text
    assert not {"script", "img", "b"} & {element.tag for element in page.all()}


def test_an_article_is_removed_and_brought_back(tmp_path):
    assistant = open_assistant(tmp_path / "library")
    (tmp_path / "note.txt").write_text("A note\n\nIt says nothing.", encoding="utf-8")
    assistant.add(tmp_path / "note.txt")
    (note,) = assistant.articles()
    view = keeping.act(assistant, View(), "remove", note.id)
    assert not list(assistant.articles())
    assert read(keeping.look(assistant, view)).one(class_="pq-undo").one("button").text == "Undo"
    assert keeping.act(assistant, view, "undo", None) == View()
    assert [one.text for one in assistant.articles()] == [note.text]
    gone = keeping.act(assistant, View(), "remove", note.id)
    (tmp_path / "note.txt").unlink()
    with pytest.raises(PullquoteError, match=r"note\.txt"):
        keeping.act(assistant, gone, "undo", None)
    with pytest.raises(PullquoteError):
        keeping.act(assistant, View(), "remove", HOSTILE)


def test_an_article_stays_open_until_it_is_gone(tmp_path):
    assistant = open_assistant(tmp_path / "library")
    (tmp_path / "note.txt").write_text("A note\n\nIt says nothing.", encoding="utf-8")
    assistant.add(tmp_path / "note.txt")
    (note,) = assistant.articles()
    view = View(words="no such note", opened=note.id)
    again, desk = keeping.look_again(assistant, view)
    assert again == view
    assert "It says nothing." in read(desk).text
    assistant.remove(note.id)
    again, desk = keeping.look_again(assistant, view)
    assert again.opened is None
    assert "It says nothing." not in read(desk).text


def test_an_upload_is_kept_under_its_name_and_never_in_place_of_another(tmp_path):
    for folder, text in [("one", "A"), ("two", "B"), ("three", "A")]:
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "note.txt").write_text(text, encoding="utf-8")
    given = [str(tmp_path / folder / "note.txt") for folder in ("one", "two", "three")]
    kept = keeping.take_in(given, tmp_path / "uploads")
    assert [path.name for path in kept] == ["note.txt", "note (2).txt", "note.txt"]
    assert [path.read_text(encoding="utf-8") for path in kept] == ["A", "B", "A"]


@pytest.mark.parametrize("address", ["/etc/passwd", "file:///etc/passwd", "", "javascript:alert(1)", "C:\\x"])
def test_only_web_addresses_are_read_for_a_reader(address):
    (said,) = keeping.add_address(None, address)
    assert read(said).one(role="alert").text.startswith("Give an address")


def test_adding_says_how_it_goes_and_what_became_of_it(tmp_path):
    (tmp_path / "note.txt").write_text("A note\n\nIt says nothing.", encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-nothing")
    said = list(keeping.add_files(open_assistant(tmp_path / "library"),
                                  [str(tmp_path / "note.txt"), str(tmp_path / "broken.pdf")], tmp_path / "uploads"))
    assert read(said[0]).one("progress").attributes["max"] == "2"
    report = read(said[-1])
    assert report.one("p").text == "1 added, 1 failed."
    assert "broken.pdf" in report.one("li").text
