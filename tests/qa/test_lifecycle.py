"""What becomes of articles as their files come, change, are copied, move and go."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from qa import Assistant, Report
from qa.errors import UnknownArticleError, UnknownVersionError
from qa.formats import Options
from tests.qa.conftest import ARTICLES, BOTH, KEYWORDS, unprivileged

STORES = BOTH


def names(report):
    """Return what a report says of each source by its bare name, without lists that are empty."""
    def bare(entry):
        return Path(entry).name if isinstance(entry, str) else tuple(Path(part).name for part in entry)

    fields = {field: getattr(report, field) for field in Report.__dataclass_fields__ if field != "passages"}
    return {field: [bare(entry) for entry in entries] for field, entries in fields.items() if entries}


def one(assistant, title):
    return next(article for article in assistant.articles() if article.title == title)


def found(assistant, question):
    return {hit.passage.article.title for hit in assistant.search(question, k=50)}


ALL = sorted(ARTICLES)


def test_refresh_finds_new_changed_and_unchanged_files_and_encodes_only_what_is_new(assistant, news, encoder):
    (news / "bridge.txt").write_text("Bridge opens\n\nThe bridge opened on Tuesday.")
    (news / "late.txt").write_text("A late storm came.")
    report = assistant.refresh()
    assert names(report) == {"added": ["late.txt"], "updated": ["bridge.txt"], "unchanged": ["river.md", "storm.txt"]}
    assert encoder.encoded == 3 + 2
    assert "late" in found(assistant, "late storm")


# Versions

def test_an_earlier_text_stays_readable_under_its_hash(assistant, news):
    first = one(assistant, "storm")
    (news / "storm.txt").write_text("The storm took a roof off.")
    assistant.add(news)
    (news / "storm.txt").write_text("The storm took two roofs off.")
    assistant.add(news)
    assert assistant.article(first.id).text == "The storm took two roofs off."
    assert assistant.article(first.id, first.sha256) == first
    assert assistant.article(first.id, first.sha256[:8]) == first
    assert len(assistant.store.versions(first.id)) == 2
    now = assistant.article(first.id)
    assert assistant.article(first.id, now.sha256) == now


def test_a_text_that_comes_back_is_current_again(assistant, news):
    first = one(assistant, "storm")
    for text in ("The storm took a roof off.", ARTICLES["storm.txt"]):
        (news / "storm.txt").write_text(text)
        assistant.add(news)
    assert assistant.article(first.id) == assistant.article(first.id, first.sha256) == first
    assert assistant.article(first.id, assistant.store.versions(first.id)[0][0]).text == "The storm took a roof off."


def test_a_version_that_never_was_is_an_error_that_names_those_that_were(assistant, news):
    first = one(assistant, "storm")
    with pytest.raises(UnknownVersionError, match=f"article '{first.id}' has no version 'abc'; earlier ones are: none"):
        assistant.article(first.id, "abc")
    (news / "storm.txt").write_text("The storm took a roof off.")
    assistant.add(news)
    with pytest.raises(UnknownVersionError, match=first.sha256[:12]):
        assistant.article(first.id, "abc")


def test_nothing_is_left_of_a_removed_article(assistant, news):
    first = one(assistant, "storm")
    (news / "storm.txt").write_text("The storm took a roof off.")
    assistant.add(news)
    assistant.remove(first.id)
    with pytest.raises(UnknownArticleError):
        assistant.article(first.id, first.sha256)
    assert assistant.store.versions(first.id) == []


def test_of_a_changed_article_only_new_passages_are_encoded(assistant, news, encoder):
    paragraphs = [f"The bridge number {number} was closed for the day. " * 15 for number in range(4)]
    (news / "long.txt").write_text("\n\n".join(paragraphs))
    assistant.add(news)
    before, passages = encoder.encoded, assistant.store.counts()[1]
    assert passages > 3 + 4
    (news / "long.txt").write_text("\n\n".join([*paragraphs, "The mayor opened it again."]))
    assistant.add(news)
    assert 1 <= encoder.encoded - before <= 2
    assert any("The mayor opened it again." in hit.passage.text for hit in assistant.search("mayor opened it again"))


def test_a_change_of_what_is_known_of_an_article_is_taken_over_without_encoding_or_a_version(assistant, news, encoder):
    (news / "river.md").write_text(ARTICLES["river.md"].replace("2025-03-14", "2025-03-15"))
    assert names(assistant.add(news))["updated"] == ["river.md"]
    river = one(assistant, "River rises")
    assert (river.published, assistant.store.versions(river.id)) == ("2025-03-15", [])
    assert encoder.encoded == 3


def test_other_bytes_that_say_the_same_are_unchanged(assistant, news, encoder):
    (news / "storm.txt").write_text(ARTICLES["storm.txt"] + "\n\n\n")
    assert names(assistant.add(news)) == {"unchanged": ALL}
    assert names(assistant.add(news)) == {"unchanged": ALL}
    assert encoder.encoded == 3


# Copies and moves

def test_a_copy_is_linked_once_and_then_unchanged(assistant, news, encoder):
    shutil.copy(news / "storm.txt", news / "copy.txt")
    assert names(assistant.add(news))["duplicates"] == [("copy.txt", "storm.txt")]
    assert names(assistant.add(news)) == {"unchanged": sorted([*ALL, "copy.txt"])}
    assert assistant.store.counts()[0] == 3
    assert encoder.encoded == 3


@pytest.mark.parametrize("again", [lambda assistant, news: assistant.add(news),
                                   lambda assistant, _: assistant.refresh(prune=True)])
def test_a_renamed_file_keeps_its_article_and_its_id(assistant, news, encoder, again):
    before = one(assistant, "storm")
    (news / "storm.txt").rename(news / "a-new-name.txt")
    report = names(again(assistant, news))
    assert report["moved"] == [("storm.txt", "a-new-name.txt")]
    assert "removed" not in report
    after = assistant.article(before.id)
    assert (after.text, Path(after.source).name) == (before.text, "a-new-name.txt")
    assert encoder.encoded == 3
    assert names(assistant.refresh()) == {"unchanged": sorted([*set(ALL) - {"storm.txt"}, "a-new-name.txt"])}


def test_a_new_file_under_the_name_of_one_that_moved_is_an_article_of_its_own(assistant, news):
    before = one(assistant, "storm")
    (news / "storm.txt").rename(news / "a-new-name.txt")
    assistant.add(news)
    (news / "storm.txt").write_text("Another storm passed.")
    assert names(assistant.add(news))["added"] == ["storm.txt"]
    assert assistant.article(before.id).text == before.text
    assert {article.text for article in assistant.articles()} >= {before.text, "Another storm passed."}


def test_a_file_that_was_renamed_and_is_back_beside_it_is_a_duplicate(assistant, news):
    (news / "storm.txt").rename(news / "renamed.txt")
    assistant.refresh()
    shutil.copy(news / "renamed.txt", news / "storm.txt")
    assert names(assistant.refresh())["duplicates"] == [("storm.txt", "renamed.txt")]


def test_when_the_first_of_two_copies_goes_the_other_keeps_the_article(assistant, news):
    before = one(assistant, "storm")
    shutil.copy(news / "storm.txt", news / "copy.txt")
    assistant.add(news)
    (news / "storm.txt").unlink()
    assert names(assistant.refresh(prune=True))["moved"] == [("storm.txt", "copy.txt")]
    assert Path(assistant.article(before.id).source).name == "copy.txt"
    (news / "copy.txt").unlink()
    assert names(assistant.refresh(prune=True))["removed"] == ["copy.txt"]


def test_when_the_first_of_two_copies_changes_the_other_keeps_the_text(assistant, news, encoder):
    before = one(assistant, "storm")
    shutil.copy(news / "storm.txt", news / "copy.txt")
    assistant.add(news)
    (news / "storm.txt").write_text("The storm took a roof off.")
    report = names(assistant.add(news))
    assert (report["updated"], "copy.txt" in report["unchanged"]) == (["storm.txt"], True)
    texts = {Path(article.source).name: article.text for article in assistant.articles()}
    assert (texts["storm.txt"], texts["copy.txt"]) == ("The storm took a roof off.", before.text)
    assert encoder.encoded == 4
    assert {"storm", "copy"} == {Path(hit.passage.article.source).stem for hit in assistant.search("storm")
                                 if "storm" in hit.passage.text}


def test_a_copy_that_changes_becomes_an_article_of_its_own(assistant, news):
    shutil.copy(news / "storm.txt", news / "copy.txt")
    assistant.add(news)
    (news / "copy.txt").write_text("The storm took a roof off.")
    assert names(assistant.add(news))["updated"] == ["copy.txt"]
    assert assistant.store.counts()[0] == 4
    assert one(assistant, "storm").text == ARTICLES["storm.txt"]


def test_two_new_files_with_one_text_are_stored_once(tmp_path, encoder, place):
    folder = tmp_path / "copies"
    folder.mkdir()
    for number in range(5):
        (folder / f"{number}.txt").write_text("The storm passed.")
    assistant = Assistant.open(place("library"), encoder)
    assert len(assistant.add(folder).duplicates) == 4
    assert assistant.store.counts() == (1, 1)
    assert encoder.encoded == 1


# Files that go

def test_a_file_that_is_gone_is_reported_and_kept_until_it_is_pruned(assistant, news):
    (news / "storm.txt").unlink()
    for _ in range(2):
        assert names(assistant.refresh()) == {"unchanged": ["bridge.txt", "river.md"], "vanished": ["storm.txt"]}
        assert "storm" in found(assistant, "storm")
    assert names(assistant.refresh(prune=True))["removed"] == ["storm.txt"]
    assert "storm" not in found(assistant, "storm")
    assert names(assistant.refresh(prune=True)) == {"unchanged": ["bridge.txt", "river.md"]}


def test_a_file_that_comes_back_is_what_it_was(assistant, news, encoder):
    (news / "storm.txt").unlink()
    assistant.refresh()
    (news / "storm.txt").write_text(ARTICLES["storm.txt"])
    assert names(assistant.refresh()) == {"unchanged": ALL}
    assert encoder.encoded == 3


def test_a_file_that_was_named_beside_its_folder_is_visited_once_and_as_it_was_named(assistant, news, tmp_path):
    (news / "rows.jsonl").write_text('{"id": "1", "lead": "The storm came."}\n')
    assert len(assistant.add(news).failed) == 1
    assistant.add(news / "rows.jsonl", options=Options(columns=(("text", "lead"),)))
    (news / "rows.jsonl").write_text('{"id": "1", "lead": "The storm went."}\n')
    assert names(assistant.refresh()) == {"unchanged": ALL, "updated": ["1"]}


def test_a_folder_that_is_missing_as_a_whole_loses_nothing(assistant, news):
    news.rename(news.with_name("elsewhere"))
    report = assistant.refresh(prune=True)
    assert report.failed == [(str(news), "no such file or folder; its articles were kept")]
    assert (report.removed, assistant.store.counts()[0]) == ([], 3)
    news.with_name("elsewhere").rename(news)
    assert names(assistant.refresh(prune=True)) == {"unchanged": ALL}


def test_a_file_that_was_named_itself_and_is_gone_is_pruned(assistant, news, tmp_path):
    (tmp_path / "alone.txt").write_text("The mayor spoke.")
    assistant.add(tmp_path / "alone.txt")
    (tmp_path / "alone.txt").unlink()
    assert names(assistant.refresh(prune=True)) == {"unchanged": ALL, "removed": ["alone.txt"]}


def test_what_is_no_longer_in_an_archive_is_gone(assistant, tmp_path):
    def pack(*members):
        with zipfile.ZipFile(tmp_path / "news.zip", "w") as file:
            for name in members:
                file.writestr(name, f"The mayor spoke of {name}.")

    pack("a.txt", "b.txt")
    assistant.add(tmp_path / "news.zip")
    pack("b.txt", "c.txt")
    report = names(assistant.refresh(prune=True))
    assert (report["added"], report["removed"]) == (["c.txt"], ["a.txt"])
    assert "b.txt" in report["unchanged"]
    (tmp_path / "news.zip").unlink()
    assert sorted(names(assistant.refresh(prune=True))["removed"]) == ["b.txt", "c.txt"]


# What the user removed

def test_a_removed_article_stays_away_until_its_file_changes_or_is_added_again(assistant, news):
    gone = one(assistant, "storm")
    assistant.remove(gone.id)
    for _ in range(2):
        assert names(assistant.refresh()) == {"unchanged": ["bridge.txt", "river.md"]}
    assert names(assistant.add(news))["added"] == ["storm.txt"]
    assert assistant.article(gone.id) == gone
    assistant.remove(gone.id)
    (news / "storm.txt").write_text("The storm took a roof off.")
    assert names(assistant.refresh())["added"] == ["storm.txt"]


# Failures

def test_a_failure_is_kept_with_its_reason_and_tried_again(assistant, news):
    (news / "broken.txt").write_bytes(b"\0\0\0")
    for again in (lambda: assistant.add(news), assistant.refresh):
        assert names(again()).get("failed"), "tried every time"
        (failed,) = assistant.store.origins.failed()
        assert (Path(failed.source).name, failed.article_id, "binary" in failed.reason) == ("broken.txt", None, True)
    (news / "broken.txt").write_text("The mayor spoke.")
    assert names(assistant.refresh())["added"] == ["broken.txt"]
    assert assistant.store.origins.failed() == []


def test_a_known_file_that_fails_keeps_its_article_and_may_recover(assistant, news):
    (news / "storm.txt").write_bytes(b"\0\0\0")
    assistant.refresh()
    assert [Path(failed.source).name for failed in assistant.store.origins.failed()] == ["storm.txt"]
    assert "storm" in found(assistant, "storm")
    (news / "storm.txt").write_text(ARTICLES["storm.txt"])
    assert names(assistant.refresh()) == {"unchanged": ALL}
    assert assistant.store.origins.failed() == []


def test_a_failure_whose_file_is_gone_is_forgotten(assistant, news):
    (news / "broken.txt").write_bytes(b"\0\0\0")
    assistant.add(news)
    (news / "broken.txt").unlink()
    assert names(assistant.refresh()) == {"unchanged": ALL}
    assert assistant.store.origins.failed() == []


REFRESH = """
import sys
from embeddings.keyword import KeywordEncoder
from qa import Assistant

print(Assistant.open(sys.argv[1], KeywordEncoder(sys.argv[2:])).refresh().failed)
"""


def test_a_file_that_may_not_be_read_is_a_failure_like_any_other(tmp_path, news, encoder):
    Assistant.open(tmp_path / "library", encoder).add(news)
    (news / "storm.txt").chmod(0)
    command = [*unprivileged(), sys.executable, "-c", REFRESH, tmp_path / "library", *KEYWORDS]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "storm.txt" in done.stdout
