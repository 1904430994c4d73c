"""Questions of one's own: kept from the first word, sound for the suite at every moment, and true to the articles."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from filelock import FileLock

from embeddings.keyword import KeywordEncoder
from eval.data import load_dataset
from eval.draft import Draft, draft_of, mark, question_of
from eval.errors import DataError, EvalError
from eval.notebook import Notebook
from eval.types import GoldSpan
from qa import Assistant
from qa.errors import BusyError
from qa.sentences import sentence_bounds

WRITER = """
import sys
from pathlib import Path
from eval.draft import Draft, question_of
from eval.notebook import Notebook
from eval.types import Unanswerable
from qa.library import Library

folder, name = sys.argv[1:]
notebook = Notebook(Path(folder) / "evaluation", Library(Path(folder)))
print("ready", flush=True)
sys.stdin.readline()
for number in range(15):
    draft = Draft(f"{name} {number}?", number % 2 == 0, Unanswerable.OFF_TOPIC)  # every other one is unfinished
    notebook.add(lambda qid: question_of(draft, qid))
"""
PIER = "Pier opens\n\nThe pier opened on 3 May. It cost 40 crowns."


@pytest.fixture
def assistant(tmp_path):
    assistant = Assistant.open(tmp_path / "library", KeywordEncoder(["pier", "wall"]))
    write(tmp_path, assistant, PIER)
    return assistant


@pytest.fixture
def notebook(tmp_path, assistant):
    return Notebook(tmp_path / "library" / "evaluation", assistant.store)


def write(folder, assistant, text):
    (folder / "pier.txt").write_text(text, encoding="utf-8")
    assert not assistant.add(folder / "pier.txt").failed


def sentence(assistant, number):
    (article,) = assistant.articles()
    start, end = sentence_bounds(article.text)[number]
    return GoldSpan(article.id, start, end, article.text[start:end])


def asked(notebook, *gold, words="When did the pier open?"):
    return notebook.add(lambda qid: question_of(Draft(words, gold=gold), qid))


def test_a_question_is_kept_from_its_first_word_and_joins_the_dataset_once_it_is_sound(notebook, assistant):
    first = asked(notebook)
    assert first.problems == ("is answerable, but has no evidence",)
    assert not (notebook.folder / "questions.jsonl").exists()
    opened = sentence(assistant, 1)
    second = notebook.change("q1", lambda question: question_of(mark(draft_of(question), opened), "q1", question))
    assert not second.problems
    dataset = load_dataset(notebook.folder)
    assert dataset.questions == (second.question,)
    assert dataset.documents[opened.doc].text[opened.start : opened.end] == "The pier opened on 3 May."
    assert (notebook.folder / "unfinished.jsonl").read_text(encoding="utf-8") == ""
    assert Notebook(notebook.folder, assistant.store).entries() == [second]


def test_questions_are_numbered_removed_and_brought_back(notebook, assistant):
    for number in range(1, 12):
        assert asked(notebook, sentence(assistant, 1)).question.qid == f"q{number}"
    removed = notebook.remove("q11")
    assert [entry.question.qid for entry in notebook.entries()] == [f"q{number}" for number in range(1, 11)]
    notebook.keep(removed)
    assert notebook.entries()[-1].question == removed
    with pytest.raises(EvalError, match="no longer there"):
        notebook.remove("q12")


def test_gold_follows_an_article_that_changes_and_what_is_lost_is_set_aside(notebook, assistant, tmp_path):
    opened = asked(notebook, sentence(assistant, 1)).question
    cost = asked(notebook, sentence(assistant, 2), words="What did it cost?").question
    write(tmp_path, assistant, PIER.replace("The pier opened", "Rain fell. The pier opened").replace("40", "45"))
    found = {entry.question.qid: entry for entry in notebook.entries()}
    assert not found[opened.qid].problems
    assert "is not the slice" in found[cost.qid].problems[0]
    assert load_dataset(notebook.folder).questions == (opened, cost)  # the dataset is that of the articles as they were
    notebook.bring_up()
    (moved,) = load_dataset(notebook.folder).questions
    assert moved == found[opened.qid].question
    assert moved.evidence[0].spans[0].start == opened.evidence[0].spans[0].start + len("Rain fell. ")
    assert json.loads((notebook.folder / "unfinished.jsonl").read_text(encoding="utf-8"))["qid"] == cost.qid
    write(tmp_path, assistant, PIER)
    notebook.bring_up()
    assert load_dataset(notebook.folder).questions == (opened, cost)


def test_an_article_that_is_removed_takes_no_question_with_it(notebook, assistant):
    opened = asked(notebook, sentence(assistant, 1)).question
    assistant.remove(opened.evidence[0].spans[0].doc)
    (entry,) = notebook.entries()
    assert (entry.question, "there is no document" in entry.problems[0]) == (opened, True)
    with pytest.raises(EvalError, match="no question is finished yet"):
        notebook.snapshot(notebook.folder / "runs" / "one" / "data")
    assert notebook.entries() == [entry]


def test_sentences_stay_frozen_while_the_text_does(notebook, assistant):
    asked(notebook, sentence(assistant, 1))
    path = notebook.folder / "documents.jsonl"
    record = json.loads(path.read_text(encoding="utf-8"))
    record["sentences"] = [[0, 10], [12, len(record["text"])]]
    path.write_text(json.dumps(record) + "\n", encoding="utf-8")
    notebook.bring_up()
    assert load_dataset(notebook.folder).documents[record["doc"]].sentences == ((0, 10), (12, len(record["text"])))


def test_a_snapshot_stays_as_it_was(notebook, assistant):
    before = asked(notebook, sentence(assistant, 1)).question
    snapshot = notebook.snapshot(notebook.folder / "runs" / "one" / "data")
    notebook.keep(replace(before, question="When was it opened?"))
    assert load_dataset(notebook.folder / "runs" / "one" / "data") == snapshot
    assert snapshot.questions == (before,)


def test_a_broken_file_is_told_and_never_written_over(notebook, assistant):
    asked(notebook, sentence(assistant, 1))
    path = notebook.folder / "questions.jsonl"
    path.write_text("no JSON\n", encoding="utf-8")
    for act in (notebook.entries, lambda: asked(notebook), lambda: notebook.remove("q1")):
        with pytest.raises(DataError, match=r"questions\.jsonl:1"):
            act()
    assert path.read_text(encoding="utf-8") == "no JSON\n"


def test_what_the_linter_refuses_of_a_question_written_by_hand_is_kept_apart(notebook, assistant):
    opened = sentence(assistant, 1)
    question = asked(notebook, opened).question
    entry = notebook.keep(replace(question, bad=(opened,)))
    assert entry.problems == (f"bad: {opened.doc} {opened.start}–{opened.end} overlaps evidence",)
    assert load_dataset(notebook.folder).questions == ()


def test_twenty_people_at_once_lose_nothing(notebook, assistant):
    opened = sentence(assistant, 1)
    with ThreadPoolExecutor(20) as people:
        kept = list(people.map(lambda number: asked(notebook, opened, words=f"Question {number}?"), range(40)))
    assert {entry.question.question for entry in notebook.entries()} == {f"Question {number}?" for number in range(40)}
    assert len({entry.question.qid for entry in kept}) == 40
    assert len(load_dataset(notebook.folder).questions) == 40


def test_two_processes_at_once_lose_nothing(notebook, assistant):
    folder = notebook.folder.parent
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(folder), name], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, text=True) for name in ("First", "Second")]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    for writer in writers:
        writer.communicate(timeout=120)
        assert writer.returncode == 0
    asked = {f"{name} {number}?" for name in ("First", "Second") for number in range(15)}
    assert {entry.question.question for entry in notebook.entries()} == asked
    assert len(load_dataset(notebook.folder).questions) == 14  # 7 of each are said to be unanswerable


def test_who_waits_too_long_for_another_process_is_told_and_may_read_meanwhile(notebook, assistant, monkeypatch):
    monkeypatch.setattr("eval.notebook.LOCK_SECONDS", 0.05)
    kept = asked(notebook, sentence(assistant, 1))
    with FileLock(notebook.folder / "write.lock"):
        for write in (lambda: asked(notebook), lambda: notebook.remove("q1"), notebook.bring_up):
            with pytest.raises(BusyError, match=r"evaluation in .* is being written by another process; try again"):
                write()
        assert notebook.entries() == [kept]
    assert notebook.remove("q1") == kept.question
