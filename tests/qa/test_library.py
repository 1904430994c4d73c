import hashlib
import os
import shutil
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from filelock import FileLock

from embeddings.keyword import KeywordEncoder
from qa import Assistant
from qa.errors import BusyError, LibraryError
from qa.ingest import put_article
from qa.library import Library
from tests.qa.conftest import KEYWORDS
from tests.qa.texts import article

QUESTIONS = ["bridge", "river metres", "storm damage Friday", "Who cut the ribbon?"]


def found(assistant):
    """Return what every question finds, with scores; the encoder must not be asked for passages."""
    return [[(hit.passage, round(hit.score, 6), hit.found_by) for hit in assistant.search(question)]
            for question in QUESTIONS]


def reopened(assistant):
    """Return another assistant over the same folder, as another process would open it."""
    return Assistant.open(assistant.store.folder, KeywordEncoder(KEYWORDS))


def files(folder, pattern):
    return [path for path in sorted(folder.glob(pattern)) if path.is_file() and path.suffix != ".lock"]


def flip(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path):
    os.truncate(path, path.stat().st_size // 2)


def test_a_reopened_library_finds_the_same_and_encodes_nothing(assistant):
    again = reopened(assistant)
    assert found(again) == found(assistant)
    assert again.encoder.encoded == 0


@pytest.mark.parametrize("harm", [os.unlink, flip, cut, lambda path: path.write_bytes(b"")])
@pytest.mark.parametrize("derived", ["vectors.faiss", "words/meta.json", "words/*.store", "words/*.term"])
def test_a_derived_file_that_is_missing_or_damaged_is_made_again_with_a_notice(assistant, harm, derived, caplog):
    before = found(assistant)
    harm(files(assistant.store.folder, derived)[0])
    again = reopened(assistant)
    assert found(again) == before
    assert again.encoder.encoded == 0
    assert [record.levelname for record in caplog.records] == ["WARNING"]  # once, not at every search
    assert "making the indexes again from the stored articles" in caplog.text
    caplog.clear()
    assert found(reopened(assistant)) == before
    assert not caplog.records


@pytest.mark.parametrize("derived", [["vectors.faiss"], ["words"], ["vectors.faiss", "words"]])
def test_without_the_derived_files_everything_is_made_again(assistant, derived, caplog):
    before = found(assistant)
    for name in derived:
        path = assistant.store.folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    again = reopened(assistant)
    assert found(again) == before
    assert again.encoder.encoded == 0
    assert "making the indexes again" in caplog.text


def test_indexes_older_than_the_articles_catch_up(assistant, news):
    folder = assistant.store.folder
    shutil.copytree(folder, folder.with_name("older"))
    (news / "river.md").unlink()
    (news / "late.txt").write_text("A late storm came.")
    assistant.add(news)
    assistant.remove(next(one.id for one in assistant.articles() if one.title == "Bridge opens"))
    before = found(assistant)
    for name in ("vectors.faiss", "words"):
        path = folder / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
        older = folder.with_name("older") / name
        shutil.copytree(older, path) if older.is_dir() else shutil.copy(older, path)
    again = reopened(assistant)
    assert [[passage for passage, _, _ in hits] for hits in found(again)] == (
        [[passage for passage, _, _ in hits] for hits in before])
    assert again.encoder.encoded == 0


def test_articles_put_back_from_a_backup_are_what_is_found(assistant, news):
    folder = assistant.store.folder
    before = found(assistant)
    assistant.store.close()
    shutil.copy(folder / "library.sqlite", folder.with_name("backup"))
    (news / "late.txt").write_text("A late storm came up the river.")
    reopened(assistant).add(news)
    for path in folder.glob("library.sqlite*"):
        path.unlink()
    shutil.copy(folder.with_name("backup"), folder / "library.sqlite")
    again = reopened(assistant)
    assert found(again) == before
    (news / "other.txt").write_text("Another storm passed.")
    again.add(news / "other.txt")
    assert "other" in {hit.passage.article.title for hit in again.search("storm")}


def test_two_libraries_over_one_folder_find_each_other_s_changes(assistant, news):
    other = reopened(assistant)
    found(other)
    (news / "late.txt").write_text("A late storm came.")
    assistant.add(news)
    assert "late" in {hit.passage.article.title for hit in other.search("late storm")}
    other.remove(next(one.id for one in other.articles() if one.title == "late"))
    assert "late" not in {hit.passage.article.title for hit in assistant.search("late storm")}


def test_another_encoder_is_refused(assistant):
    folder = assistant.store.folder
    with pytest.raises(LibraryError, match=r"was made with the encoder 'keywords:.*', not 'some-model'; leave"):
        Assistant.open(folder, "some-model")
    with pytest.raises(LibraryError, match="not 'keywords:other'"):
        Assistant.open(folder, KeywordEncoder(["other"])).search("bridge")


def test_another_schema_version_is_refused(assistant):
    assistant.store._database.set_meta("schema_version", "0")
    with pytest.raises(LibraryError, match="has schema version 0"):
        Library(assistant.store.folder)


def test_while_another_process_writes_the_saved_articles_can_be_searched_but_not_changed(assistant):
    before = found(assistant)
    with FileLock(assistant.store.folder / "write.lock"):
        assert found(reopened(assistant)) == before
        with (pytest.raises(BusyError, match="is being written by another process; try again when it is done"),
              assistant.store.writing(wait=0.05)):
            pytest.fail("two writers at once")


def test_what_was_put_while_another_process_wrote_is_stored_and_found_later(assistant, monkeypatch):
    monkeypatch.setattr("qa.library.LOCK_SECONDS", 0.05)
    late = article("A late storm came.", title="late")
    with FileLock(assistant.store.folder / "write.lock"):
        put_article(assistant.store, assistant.encoder, late, "")
        with pytest.raises(BusyError, match="try again when it is done"):
            assistant.store.sync()
        assert "late" not in {hit.passage.article.title for hit in assistant.search("late storm")}
    assert "late" in {hit.passage.article.title for hit in assistant.search("late storm")}


@pytest.mark.parametrize("write", [
    lambda assistant, news: assistant.add(news), lambda assistant, _: assistant.refresh(),
    lambda assistant, _: assistant.remove(next(assistant.articles()).id)])
def test_a_second_writer_waits_and_is_told_when_it_is_too_long(assistant, news, monkeypatch, write):
    monkeypatch.setattr("qa.library.LOCK_SECONDS", 0.05)
    (news / "late.txt").write_text("A late storm came.")
    before = list(assistant.articles())
    with (FileLock(assistant.store.folder / "write.lock"),
          pytest.raises(BusyError, match="is being written by another process; try again when it is done")):
        write(assistant, news)
    assert list(assistant.articles()) == before
    monkeypatch.setattr("qa.library.LOCK_SECONDS", 20)
    lock = FileLock(assistant.store.folder / "write.lock", thread_local=False)
    lock.acquire()
    threading.Timer(0.2, lock.release).start()
    write(assistant, news)


def test_damaged_indexes_that_cannot_be_made_again_yet_are_never_taken_for_an_empty_library(assistant, monkeypatch):
    monkeypatch.setattr("qa.library.LOCK_SECONDS", 0.05)
    before = found(assistant)
    flip(assistant.store.folder / "vectors.faiss")
    again = reopened(assistant)
    with FileLock(assistant.store.folder / "write.lock"), pytest.raises(BusyError):
        found(again)
    assert found(again) == before


def test_a_new_library_is_empty(tmp_path, encoder):
    assistant = Assistant.open(tmp_path / "a/new/library", encoder)
    assert assistant.store.counts() == (0, 0)
    assert list(assistant.articles()) == []
    assert assistant.search("bridge") == ()


@pytest.mark.parametrize("name", ["file", "file/library"])
def test_a_place_that_cannot_hold_a_library_is_an_error_that_names_it(tmp_path, name):
    (tmp_path / "file").write_text("")
    with pytest.raises(LibraryError, match="cannot be created"):
        Library(tmp_path / name)


def test_threads_may_search_while_another_adds(assistant, news):
    stop = threading.Event()

    def search():
        sizes = []
        while not stop.is_set():
            sizes.append(len(assistant.search("storm", k=100)))
        assistant.store.close()
        return sizes

    with ThreadPoolExecutor() as threads:
        searching = [threads.submit(search) for _ in range(2)]
        for number in range(12):
            (news / f"storm{number}.txt").write_text(f"Storm number {number} came and went.")
            assistant.add(news / f"storm{number}.txt")
            assistant.remove(next(one.id for one in assistant.articles() if one.title == f"storm{number}"))
        stop.set()
        assert set().union(*(one.result() for one in searching)) <= {3, 4}


def test_an_index_is_known_by_the_hash_of_its_file(assistant, tmp_path):
    store = assistant.store
    before = store.index_sha256
    assert before == hashlib.sha256((store.folder / "vectors.faiss").read_bytes()).hexdigest()
    assert reopened(assistant).store.index_sha256 == before
    assistant.remove(next(assistant.articles()).id)
    assert store.index_sha256 != before
    assert Library(tmp_path / "new").index_sha256 is None
