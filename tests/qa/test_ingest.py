import os
import tarfile
import zipfile

import pytest

from qa import Assistant
from qa.errors import ReadError
from qa.passages import split_passages
from tests.qa.conftest import BOTH

STORES = BOTH


def names(sources):
    return [os.path.basename(source) for source in sources]  # noqa: PTH119 - sources are plain strings


@pytest.fixture
def empty(tmp_path, encoder, place):
    return Assistant.open(place("library"), encoder)


def test_a_new_collection_is_added_in_order_of_name(empty, news):
    report = empty.add(news)
    assert names(report.added) == ["bridge.txt", "river.md", "storm.txt"]
    assert report.passages == empty.store.counts()[1] == 3
    assert (report.updated, report.unchanged, report.duplicates, report.failed) == ([], [], [], [])


def test_adding_it_again_encodes_nothing(assistant, news, encoder):
    before = encoder.encoded
    report = assistant.add(news, str(news), news / "river.md")
    assert names(report.unchanged) == ["bridge.txt", "river.md", "storm.txt"]
    assert encoder.encoded == before == 3


def test_only_a_file_that_changed_is_encoded_again(assistant, news, encoder):
    (news / "storm.txt").write_text("The storm took a roof off.")
    report = assistant.add(news)
    assert (names(report.updated), len(report.unchanged)) == (["storm.txt"], 2)
    assert encoder.encoded == 3 + 1
    assert assistant.search("storm")[0].passage.text == "The storm took a roof off."
    assert "no damage" not in " ".join(hit.passage.text for hit in assistant.search("storm damage Friday"))


def test_the_same_text_under_another_name_is_reported_and_not_stored(assistant, news, encoder):
    (news / "wire-copy.txt").write_text((news / "storm.txt").read_text())
    report = assistant.add(news)
    assert [tuple(names(pair)) for pair in report.duplicates] == [("wire-copy.txt", "storm.txt")]
    assert assistant.store.counts()[0] == 3
    assert encoder.encoded == 3


def test_a_file_that_cannot_be_read_is_reported_and_the_others_are_added(empty, news):
    (news / "cafe.txt").write_bytes(b"caf\0")
    (news / "nothing.txt").write_bytes(b"")
    report = empty.add(news)
    assert [(os.path.basename(source), reason[:8]) for source, reason in report.failed] == [  # noqa: PTH119
        ("cafe.txt", "is a bin"), ("nothing.txt", "is empty")]
    assert len(report.added) == 3


def test_a_failed_file_is_tried_again_next_time(empty, news):
    (news / "cafe.txt").write_bytes(b"caf\0")
    assert len(empty.add(news).failed) == 1
    (news / "cafe.txt").write_text("Café opens. It is new.", encoding="utf-8")
    assert names(empty.add(news).added) == ["cafe.txt"]


def test_a_known_file_that_can_no_longer_be_read_keeps_its_article(assistant, news):
    (news / "storm.txt").write_bytes(b"\0\0")
    report = assistant.add(news)
    assert names(source for source, _ in report.failed) == ["storm.txt"]
    assert assistant.search("storm")[0].passage.article.title == "storm"


def test_a_known_file_that_has_lost_its_words_leaves_nothing_of_the_old_ones_behind(assistant, news):
    (news / "storm.txt").write_text("***")
    assistant.add(news)
    for hit in assistant.search("storm damage"):
        assert hit.passage in split_passages(assistant.article(hit.passage.article.id))


def test_a_file_whose_name_is_not_utf_8_is_reported_and_the_others_are_added(empty, news):
    with open(os.fsencode(news) + b"/caf\xe9.txt", "wb") as file:  # noqa: PTH123 - a name only bytes can spell
        file.write(b"The cafe opened on Monday.")
    report = empty.add(news)
    assert len(report.added) + len(report.failed) == 4
    assert len(report.added) >= 3


def test_a_path_that_does_not_exist_stores_nothing(empty, news):
    with pytest.raises(ReadError, match="no such file or folder"):
        empty.add(news, news / "missing.txt")
    assert empty.store.counts() == (0, 0)


def test_progress_is_told_after_each_file(empty, news):
    told = []
    empty.add(news, progress=lambda *figures: told.append(figures))
    assert told[-1] == (3, 3, 3)  # files done, files in all, passages
    assert told == sorted(told)
    assert {done for done, _, _ in told} >= {1, 2, 3}


@pytest.mark.parametrize("name", ["news.jsonl", "news.zip", "news.tar", "news.mbox"])
def test_progress_counts_the_articles_of_a_file_of_many_before_it_is_read(empty, tmp_path, name):
    texts = [f"The bridge number {number} opened." for number in range(10, 90)]
    if name == "news.jsonl":
        (tmp_path / name).write_text("".join(f'{{"text": "{text}"}}\n' for text in texts))
    elif name == "news.mbox":
        (tmp_path / name).write_text("".join(f"From x\nSubject: It opens\n\n{text}\n\n" for text in texts))
    elif name == "news.zip":
        with zipfile.ZipFile(tmp_path / name, "w") as file:
            for number, text in enumerate(texts):
                file.writestr(f"{number}.txt", text)
    else:
        with tarfile.open(tmp_path / name, "w") as file:
            for number, text in enumerate(texts):
                (tmp_path / "member").write_text(text)
                file.add(tmp_path / "member", f"{number}.txt")
    told = []
    empty.add(tmp_path / name, progress=lambda *figures: told.append(figures))
    assert told[-1] == (80, 80, 80)
    assert {done for done, _, _ in told} == set(range(1, 81))
    guessed = [total for _, total, _ in told[20:40]]  # a few blocks of a small file are a rough guide
    assert all(40 <= total <= 160 for total in guessed), guessed


def test_what_was_stored_before_a_stop_can_be_found(empty, news):
    def stop(_done, _total, passages):
        if passages == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        empty.add(news, progress=stop)
    found = {hit.passage.article.title for hit in empty.search("river bridge storm")}
    assert found >= {"Bridge opens", "River rises"}
    assert found == {article.title for article in empty.articles()}
