"""Hashes change with what they stand for and with nothing else; commits are those of tracked folders."""

import shutil
import subprocess
from dataclasses import replace

import pytest

from eval.runinfo import commit_of, corpus_sha256, describe_machine, questions_sha256
from eval.types import Dataset, Document, Kind, Question

FIRST = Document(doc="a.txt", title="A", text="One. Two.", sha256="x", sentences=((0, 4), (5, 9)))
SECOND = Document(doc="b.txt", title="B", text="Three.", sha256="y")
ASKED = (Question("q1", "test", "Who?", "s1", Kind.UNANSWERABLE),
         Question("q2", "dev", "When?", "s2", Kind.UNANSWERABLE))


def dataset(*documents, questions=ASKED):
    return Dataset("made", {document.doc: document for document in documents}, questions, "by hand")


def test_order_does_not_matter():
    there, back = dataset(FIRST, SECOND), dataset(SECOND, FIRST, questions=ASKED[::-1])
    assert corpus_sha256(there) == corpus_sha256(back)
    assert questions_sha256(there) == questions_sha256(back)


@pytest.mark.parametrize("changed", [{"text": "One. Ten."}, {"sentences": ((0, 9),)}, {"published": "2030-01-01"}])
def test_a_document_changes_the_hash_of_the_corpus_alone(changed):
    other = dataset(replace(FIRST, **changed), SECOND)
    assert corpus_sha256(other) != corpus_sha256(dataset(FIRST, SECOND))
    assert questions_sha256(other) == questions_sha256(dataset(FIRST, SECOND))


def test_a_question_changes_the_hash_of_the_questions():
    other = dataset(FIRST, questions=(ASKED[0], replace(ASKED[1], tags=("late",))))
    assert questions_sha256(other) != questions_sha256(dataset(FIRST))


def test_the_machine_is_described_without_its_name():
    assert set(describe_machine()) == {"system", "processor", "processors", "python"}


def test_the_commit_of_a_tracked_folder(tmp_path):
    folder = tmp_path / "package"
    folder.mkdir()
    (folder / "a.txt").write_text("one")
    assert commit_of(folder) is None

    git(tmp_path, "init", "--quiet")
    assert commit_of(folder) is None  # nothing is tracked yet
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message=one")
    assert commit_of(folder) == git(tmp_path, "rev-parse", "HEAD")

    (folder / "a.txt").write_text("two")
    assert commit_of(folder) == git(tmp_path, "rev-parse", "HEAD") + "-dirty"


def git(folder, *arguments):
    who = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run([shutil.which("git"), *who, *arguments], cwd=folder, capture_output=True, text=True,
                          check=True).stdout.strip()
