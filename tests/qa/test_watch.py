import threading
from pathlib import Path

import pytest
from filelock import FileLock

from qa import Report
from qa.errors import ReadError
from qa.watch import watch


@pytest.fixture
def following(assistant, news, monkeypatch):
    """Reports of what happens in the folder, as they come; the first is taken already."""
    monkeypatch.setattr("qa.watch.POLL_MS", 100)
    stop = threading.Event()
    reports = watch(assistant.store, assistant.encoder, [news], prune=True, stop=stop)
    assert len(next(reports).unchanged) == 3
    yield reports
    stop.set()
    assert list(reports) == []


def names(report):
    fields = {field: getattr(report, field) for field in Report.__dataclass_fields__ if field != "passages"}
    return {field: sorted(Path(entry if isinstance(entry, str) else entry[0]).name for entry in entries)
            for field, entries in fields.items() if entries and field != "unchanged"}


def test_what_happens_in_a_folder_is_taken_over(following, assistant, news):
    (news / "late.txt").write_text("A late storm came.")
    assert names(next(following)) == {"added": ["late.txt"]}
    assert "late" in {hit.passage.article.title for hit in assistant.search("late storm")}
    (news / "late.txt").write_text("The late storm went.")
    assert names(next(following)) == {"updated": ["late.txt"]}
    (news / "late.txt").unlink()
    assert names(next(following)) == {"removed": ["late.txt"]}
    (news / "storm.txt").rename(news / "renamed.txt")
    assert names(next(following)) == {"moved": ["storm.txt"]}


def test_folders_that_come_and_go_are_taken_over_with_what_is_in_them(following, news, tmp_path):
    (tmp_path / "more").mkdir()
    for name in ("a", "b"):
        (tmp_path / "more" / f"{name}.txt").write_text(f"Storm {name} passed.")
    (tmp_path / "more").rename(news / "more")
    assert names(next(following)) == {"added": ["a.txt", "b.txt"]}
    (news / "more").rename(tmp_path / "gone")
    assert names(next(following)) == {"removed": ["a.txt", "b.txt"]}


def test_files_that_are_not_read_are_passed_over(following, news):
    (news / ".hidden.txt").write_text("A hidden storm.")
    (news / "picture.png").write_bytes(b"\x89PNG")
    (news / "seen.txt").write_text("A storm that is seen.")
    assert names(next(following)) == {"added": ["seen.txt"]}


def test_while_another_process_writes_changes_wait(following, assistant, news, monkeypatch):
    monkeypatch.setattr("qa.library.LOCK_SECONDS", 0.05)
    lock = FileLock(assistant.store.folder / "write.lock", thread_local=False)
    lock.acquire()
    (news / "late.txt").write_text("A late storm came.")
    threading.Timer(1.0, lock.release).start()
    assert names(next(following)) == {"added": ["late.txt"]}


def test_a_folder_that_does_not_exist_is_an_error(assistant, tmp_path):
    with pytest.raises(ReadError, match="no such file or folder"):
        next(watch(assistant.store, assistant.encoder, [tmp_path / "nowhere"]))
