"""Processes over one library: many read beside one that writes, and a second writer waits for the first."""

import json
import subprocess
import sys

import pytest

from qa import Assistant
from tests.qa.conftest import KEYWORDS

COUNT = 20
SLOW = f"""
import hashlib, json, sys, time
from pathlib import Path
from embeddings.keyword import KeywordEncoder
from qa import Assistant

class Slow(KeywordEncoder):
    def encode_passages(self, texts):
        time.sleep(0.03)
        return super().encode_passages(texts)

assistant = Assistant.open(sys.argv[1], Slow({KEYWORDS!r}))
"""
WRITE = SLOW + """
print("writing", flush=True)
print(len(assistant.add(sys.argv[2]).added))
"""
READ = SLOW + f"""
seen, stored = [], []
print("reading", flush=True)
while not seen or seen[-1] < {2 * COUNT}:
    hits = assistant.search("bridge", k=1000)
    for hit in hits:
        article = hit.passage.article
        assert hashlib.sha256(article.text.encode()).hexdigest() == article.sha256
        assert hit.passage.text == article.text[hit.passage.start : hit.passage.end]
    seen.append(len(hits))
    stored.append(assistant.store.counts()[0])
    time.sleep(0.05)
print(json.dumps([seen, stored]))
"""


@pytest.fixture
def folders(tmp_path):
    """Two folders of as many short articles."""
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        for number in range(COUNT):
            (tmp_path / name / f"{number}.txt").write_text(f"The {name} bridge number {number} was closed.")
    return tmp_path / "one", tmp_path / "other"


def test_many_read_beside_one_that_writes_and_a_second_writer_waits(tmp_path, folders, encoder):
    library = tmp_path / "library"
    Assistant.open(library, encoder).store.close()

    def start(code, *arguments):
        process = subprocess.Popen([sys.executable, "-c", code, library, *arguments], stdout=subprocess.PIPE, text=True)
        process.stdout.readline()
        return process

    readers = [start(READ) for _ in range(3)]
    writers = [start(WRITE, folder) for folder in folders]
    for writer in writers:
        assert writer.communicate(timeout=60)[0] == f"{COUNT}\n"
    for reader in readers:
        seen, stored = json.loads(reader.communicate(timeout=60)[0])
        assert seen == sorted(seen)
        assert stored == sorted(stored)
        assert set(stored) & set(range(1, 2 * COUNT)), "nothing was read while another wrote"
        assert reader.returncode == 0
    assert Assistant.open(library, encoder).store.examine() == []
