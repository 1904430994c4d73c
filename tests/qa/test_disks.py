"""A full disk and a read-only disk, both real: a clear error, and everything that was stored is kept."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qa import Assistant
from qa.errors import LibraryError

SIZES = [100, 400, 1000, 1080, 1160, 8000]  # kB, by which another step is the first that fails
COUNT = 12

ON_DISK = """
import hashlib, json, os, subprocess, sys
from pathlib import Path
from embeddings.keyword import KeywordEncoder
from qa import Assistant
from qa.errors import PullquoteError

disk, news, given = Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
ENCODER = KeywordEncoder(["bridge", "river"])

def mount(*options):
    subprocess.run(["mount", *options, str(disk)], check=True)

def attempt(work):
    try:
        report = work()
    except PullquoteError as error:
        return f"{type(error).__name__}: {error}"
    return {"added": len(report.added), "unchanged": len(report.unchanged), "failed": report.failed}

def in_child(work):
    child = os.fork()  # what it holds open is closed when it ends
    if not child:
        try:
            work()
            sys.stdout.flush()
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0

def held():
    assistant = Assistant.open(disk / "library", ENCODER)
    articles = list(assistant.articles())
    assert all(hashlib.sha256(one.text.encode()).hexdigest() == one.sha256 for one in articles)
    return sorted(one.id for one in articles)

"""
FULL = ON_DISK + """
def fill(size):
    first = attempt(lambda: Assistant.open(disk / "library", ENCODER).add(news))
    mount("-o", "remount,size=50m")
    kept = held()
    before = ENCODER.encoded
    again = attempt(lambda: Assistant.open(disk / "library", ENCODER).add(news))
    assistant = Assistant.open(disk / "library", ENCODER)
    print(json.dumps({
        "size": size, "first": first, "kept": kept, "again": again, "now": held(), "encoded": ENCODER.encoded - before,
        "passages": assistant.store.counts()[1], "found": len(assistant.search("bridge 7", k=5)),
        "wrong": [one.problem for one in assistant.store.examine()]}))

for size in given:
    mount("-t", "tmpfs", "-o", f"size={size}k", "none")
    in_child(lambda: fill(size))
    subprocess.run(["umount", str(disk)], check=True)
"""
READ_ONLY = ON_DISK + """
mount("-t", "tmpfs", "none")
in_child(lambda: Assistant.open(disk / "library", ENCODER).add(news))
mount("-o", "remount,ro")
(Path(news) / "late.txt").write_text("A late river.")
print(json.dumps(attempt(lambda: Assistant.open(disk / "library", ENCODER).add(news))))
mount("-o", "remount,rw")
print(json.dumps(attempt(lambda: Assistant.open(disk / "library", ENCODER).add(news))))
print(json.dumps([one.problem for one in Assistant.open(disk / "library", ENCODER).store.examine()]))
"""


def on_disk(code, tmp_path, news, *given):
    """Return what code prints that may mount disks, as JSON objects."""
    if not shutil.which("unshare") or subprocess.run(
            ["unshare", "-rm", "mount", "-t", "tmpfs", "none", tmp_path], capture_output=True, check=False).returncode:
        pytest.skip("needs to mount disks of its own (unshare --map-root-user --mount)")
    (tmp_path / "disk").mkdir()
    done = subprocess.run(
        ["unshare", "-rm", sys.executable, "-c", code, tmp_path / "disk", news, json.dumps(given)],
        capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def many(tmp_path):
    """A folder of articles of several passages each: some megabytes in a library, with all that it writes meanwhile."""
    folder = tmp_path / "many"
    folder.mkdir()
    for number in range(COUNT):
        story = " ".join(f"The bridge number {number} over the river was closed for the {part}th time by order."
                         for part in range(40))
        (folder / f"{number:03}.txt").write_text(f"Bridge {number} closes\n\n{story}")
    return folder


def test_a_full_disk_is_a_clear_error_and_what_was_stored_is_kept(tmp_path, many):
    outcomes = on_disk(FULL, tmp_path, many, *SIZES)
    failed = [one for one in outcomes if isinstance(one["first"], str)]
    assert len(failed) >= 3
    assert isinstance(outcomes[-1]["first"], dict)  # the last was large enough, so that all steps before were tried
    assert any(0 < len(one["kept"]) < COUNT for one in failed)
    for one in failed:
        assert one["first"].startswith(("LibraryError: ", "VectorError: ")), one
        assert "run the command again" in one["first"] or "No space left on device" in one["first"], one
    for one in outcomes:
        assert one["again"] == {"added": COUNT - len(one["kept"]), "unchanged": len(one["kept"]), "failed": []}
        assert set(one["kept"]) <= set(one["now"])
        assert len(one["now"]) == COUNT
        assert one["encoded"] * COUNT == one["passages"] * (COUNT - len(one["kept"]))  # nothing stored is encoded again
        assert (one["wrong"], one["found"]) == ([], 5)


def test_a_read_only_disk_is_a_clear_error_and_what_was_stored_is_kept(tmp_path, many):
    refused, again, wrong = on_disk(READ_ONLY, tmp_path, many)
    assert refused == (f"LibraryError: library {tmp_path}/disk/library is read-only; "
                       "give another with --library, or make it writable")
    assert again == {"added": 1, "unchanged": COUNT, "failed": []}
    assert wrong == []


def test_a_file_that_became_read_only_is_an_error_that_says_what_to_do(assistant, news):
    connection = assistant.store._database._connection
    connection.execute("PRAGMA query_only = ON")
    (news / "late.txt").write_text("A late storm came.")
    with pytest.raises(LibraryError, match="attempt to write a readonly database; make the folder and its files"):
        assistant.add(news)
    connection.execute("PRAGMA query_only = OFF")
    assert len(assistant.add(news).added) == 1
    assert len(list(Assistant.open(assistant.store.folder, assistant.encoder).articles())) == 4
