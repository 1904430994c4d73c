"""The Evaluate tab without a browser: questions written, marked, asked and compared; errors are one clear line."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from eval.compare import Difference
from eval.data import load_dataset
from eval.draft import draft_of
from eval.examination import Compared, examinations
from eval.types import Unanswerable
from qa import Assistant
from qa.errors import PullquoteError
from qa.sentences import sentence_bounds
from tests.ui.answering import Overlap
from tests.ui.specimens import HOSTILE, read
from ui import results
from ui.bench import Bench
from ui.examining import Choices, Examiner, Sitting
from ui.notebooks import READER, Notebooks

WHEN = "When was the pier at Solm opened?"


@pytest.fixture
def assistant(pier):
    return Assistant(pier.store, pier.encoder, Overlap())


@pytest.fixture
def examiner(assistant):
    return Examiner(assistant, Bench())


ANY = Choices()


def named(assistant, number):
    (article,) = assistant.articles()
    return "{}:{}-{}".format(article.id, *sentence_bounds(article.text)[number])


def written(examiner, notebook, assistant, words=WHEN):
    """A sitting at a question of which the right sentence is marked."""
    sitting = examiner.add(notebook, words)
    examiner.mark(notebook, sitting.qid, named(assistant, 1), ANY, marked=True)
    return sitting


def said(examiner, notebook):
    page = read(examiner.show(notebook, Sitting()))
    return page.one(class_="pq-evidence")


def test_a_question_is_written_and_its_sentence_marked_where_it_was_found(examiner, notebook, assistant):
    assert "Write a question whose answer you know" in said(examiner, notebook).text
    sitting = examiner.add(notebook, f"  {WHEN}\n")
    desk = read(examiner.show(notebook, sitting))
    assert sitting.asked == WHEN
    assert f"“{WHEN}”" in desk.one(class_="pq-lead").text
    assert named(assistant, 1) in [unit.attributes["data-unit"] for unit in desk.all("span", role="button")]
    assert "Mark the sentences" in read(examiner.marks(notebook, sitting)[1]).one(role="status").text
    examiner.mark(notebook, sitting.qid, named(assistant, 1), ANY, marked=True)
    examiner.write(notebook, sitting.qid, "answer", "3 May ; \n May 3;")
    marks, kept = examiner.marks(notebook, sitting)
    assert read(marks).one("blockquote").text == "The pier at Solm opened on 3 May."
    assert read(kept).one(role="status").text == "Kept, and ready to be asked."
    (question,) = load_dataset(notebook.folder).questions
    assert (question.question, question.answers[0].text, question.answers[0].aliases) == (WHEN, "3 May", ("May 3",))
    assert "3 May · 1 sentence in 1 article" in said(examiner, notebook).text
    examiner.mark(notebook, sitting.qid, named(assistant, 1), ANY, marked=False)
    assert "1 unfinished" in said(examiner, notebook).text


def test_an_article_opened_for_a_question_shows_what_is_marked(examiner, notebook, assistant):
    sitting = written(examiner, notebook, assistant)
    (article,) = assistant.articles()
    page = read(examiner.show(notebook, replace(sitting, article=article.id)))
    pressed = [unit.text for unit in page.one(class_="pq-reading").all("span", aria_pressed="true")]
    assert pressed == ["The pier at Solm opened on 3 May."]
    assert read(examiner.show(notebook, replace(sitting, words="pier opens"))).all("button", data_article=article.id)
    gone = read(examiner.show(notebook, replace(sitting, article="none")))
    assert "no article 'none'" in gone.one(role="alert").text


def test_marks_come_back_when_the_articles_are_said_to_answer_after_all(examiner, notebook, assistant):
    sitting = written(examiner, notebook, assistant)
    examiner.write(notebook, sitting.qid, "answer", "3 May")
    sitting = examiner.choose(notebook, sitting, sitting.qid, Choices(answered=False, why=Unanswerable.OFF_TOPIC))
    (question,) = load_dataset(notebook.folder).questions
    assert (question.unanswerable_type, question.evidence) == (Unanswerable.OFF_TOPIC, ())
    assert "Not in the articles" in said(examiner, notebook).text
    examiner.choose(notebook, sitting, sitting.qid, ANY)
    draft = draft_of(load_dataset(notebook.folder).questions[0])
    assert (draft.gold[0].text, draft.answer) == ("The pier at Solm opened on 3 May.", "3 May")


def test_a_disagreement_is_written_side_by_side(examiner, notebook, assistant):
    sitting = examiner.add(notebook, "What did the pier do?")
    first, second = named(assistant, 1), named(assistant, 2)
    for name in (first, second):
        examiner.mark(notebook, sitting.qid, name, ANY, marked=True)
    examiner.write(notebook, sitting.qid, "answer", "It opened; opened")
    examiner.choose(notebook, sitting, sitting.qid, Choices(needed="sides"))
    marks, kept = map(read, examiner.marks(notebook, sitting))
    assert [(field.attributes["data-says"], field.attributes["value"]) for field in marks.all("input")] == [
        (first, "It opened; opened"), (second, "It opened; opened")]  # both sentences are of one article
    assert "Mark a sentence that says otherwise" in kept.text
    examiner.write(notebook, sitting.qid, second, " ")
    assert "Write what each marked sentence says" in read(examiner.marks(notebook, sitting)[1]).text
    examiner.write(notebook, sitting.qid, second, " It cost  40 crowns;")
    assert read(examiner.marks(notebook, sitting)[1]).one(role="status").text == "Kept, and ready to be asked."
    (question,) = load_dataset(notebook.folder).questions
    assert [(side.answer, len(side.spans)) for side in question.sides] == [("a1", 1), ("a2", 1)]
    assert [answer.text for answer in question.answers] == ["It opened", "It cost 40 crowns"]
    assert "It opened or It cost 40 crowns · 2 sentences in 1 article" in said(examiner, notebook).text
    examiner.choose(notebook, sitting, sitting.qid, Choices(needed="any"))
    assert examiner.draft(notebook, sitting).answer == "It opened; opened"


def test_words_that_come_late_are_kept_with_the_question_they_were_written_for(examiner, notebook, assistant):
    first = written(examiner, notebook, assistant)
    second = examiner.add(notebook, "What did it cost?")
    examiner.write(notebook, first.qid, "question", "When did it open?")
    assert examiner.choose(notebook, second, first.qid, Choices(answered=False)) == second
    assert [entry.question.question for entry in notebook.entries()] == ["When did it open?", "What did it cost?"]
    assert notebook.entries()[0].question.kind == "unanswerable"


def test_a_question_is_deleted_and_brought_back(examiner, notebook, assistant):
    sitting = written(examiner, notebook, assistant, f"{WHEN} {HOSTILE}")
    before = notebook.entries()
    sitting = examiner.act(notebook, sitting, "delete", sitting.qid)
    assert sitting.qid is None
    assert f"{WHEN} {' '.join(HOSTILE.split())}" in read(examiner.show(notebook, sitting)).one(class_="pq-undo").text
    assert examiner.act(notebook, sitting, "undo", None) == Sitting()
    assert notebook.entries() == before
    for what, name in [("open", "q9"), ("delete", None), ("open", {"a": 1})]:
        with pytest.raises(PullquoteError, match="no longer there"):
            examiner.act(notebook, Sitting(), what, name)


def test_what_a_page_cannot_show_is_listed_but_not_opened(examiner, notebook, assistant):
    question = notebook.entry(written(examiner, notebook, assistant).qid).question
    notebook.keep(replace(question, kind="superseded", as_of="2025-01-01"))
    page = said(examiner, notebook)
    assert not page.all("button", data_act="open")
    assert "change it in questions.jsonl" in page.text
    with pytest.raises(PullquoteError, match="more than this page can show"):
        examiner.act(notebook, Sitting(), "open", question.qid)


def test_questions_are_asked_with_progress_and_the_result_is_shown_with_its_report(examiner, notebook, assistant):
    written(examiner, notebook, assistant, f"{WHEN} {HOSTILE}")
    said, name = list(examiner.run(notebook, 0.5, None))[-1]
    assert read(said).one("button", data_act="result").attributes["data-id"] == name
    page = read(examiner.result(notebook, name))
    frame = page.one("iframe")
    assert frame.attributes["sandbox"] == "allow-scripts"
    assert "at strictness 0.5" in frame.attributes["data-report"]
    assert not {"script", "img"} & {element.tag for element in page.all()}
    report = examiner.file(notebook, "report", name)
    assert (report["name"], report["text"]) == ("pullquote-report.html", frame.attributes["data-report"])
    assert '"qid": "q1"' in examiner.file(notebook, "results", f"{name}/0")["text"]
    assert page.one("h2").text == "The marked sentences are quoted for 1 of 1 question."


def test_two_settings_are_compared_in_words(examiner, notebook, assistant):
    written(examiner, notebook, assistant)
    *_, (_, name) = examiner.run(notebook, 0.5, 0.8)
    page = read(examiner.result(notebook, name))
    assert page.one("h2").text == "No question comes out differently at strictness 0.5 and at strictness 0.8."
    assert [row.text for row in page.all("th", scope="row")] == ["Strictness 0.5", "Strictness 0.8"]
    assert "below 6 no test can tell" in page.one(class_="pq-difference").text


@pytest.mark.parametrize(("interval", "flips", "verdict"), [
    ((0.1, 0.5), 3, "Strictness 0.8 does clearly better than strictness 0.5"),
    ((-0.5, -0.1), 3, "Strictness 0.5 does clearly better than strictness 0.8"),
    ((-0.1, 0.5), 3, "These questions cannot tell strictness 0.5 from strictness 0.8"),
    ((-0.1, 0.1), 0, "No question comes out differently at strictness 0.5 and at strictness 0.8"),
    ((None, None), 0, "Nothing to compare: no question is scored at both settings")])
def test_a_verdict_says_no_more_than_the_interval(interval, flips, verdict):
    middle = None if interval[0] is None else sum(interval) / 2
    found = Difference("attributed_accuracy", 0.5, 0.5, middle, *interval, 0.5, 9, 0, ("q",) * flips, ())
    assert results.verdict_of(found, (0.5, 0.8)) == verdict
    assert results.explained(Compared(found, 9))[:3] == ("" if middle is None else "The")


@pytest.mark.parametrize(("first", "second", "line"), [
    (1.5, None, "a strictness of 1.5 is none; give a number from 0"), (None, 0.5, "give a strictness from 0"),
    ("x", None, "give a strictness from 0"), (0.5, 0.5, "both settings are the same; give two that differ"),
    ("nan", None, "a strictness of nan is none"),
    ("0,5", "0.50", "both settings are the same"), (0.5, None, "no question is finished yet")])
def test_wrong_input_is_one_clear_line(examiner, notebook, first, second, line):
    said, name = list(examiner.run(notebook, first, second))[-1]
    assert name is None
    assert read(said).one(role="alert").text.startswith(line)
    with pytest.raises(PullquoteError, match="Write the question first"):
        examiner.add(notebook, " \n ")


def test_an_examination_is_stopped_and_leaves_nothing(examiner, notebook, assistant):
    written(examiner, notebook, assistant, f"{WHEN} slowly")
    steps = examiner.run(notebook, 0.5, 0.8)
    next(steps)
    second = list(examiner.run(notebook, 0.5, None))
    assert read(second[-1][0]).one(role="alert").text == "these questions are being asked already"
    examiner.stop(notebook)
    said, name = list(steps)[-1]
    assert (read(said).one(role="alert").text, name) == ("Stopped; nothing was kept of it.", None)
    assert not examinations(notebook)


def test_readers_with_names_have_questions_of_their_own(tmp_path, assistant):
    notebooks = Notebooks(tmp_path / "evaluation", assistant.store)
    examiner = Examiner(assistant, Bench())
    names = ["", "ana", "bo", "..", "a%2Fb", "a/b", "Ünï"]

    def write(name):
        notebook = notebooks.of({READER: name} if name else {})
        examiner.add(notebook, f"Who is {name}?")
        return notebook.folder

    with ThreadPoolExecutor(7) as readers:
        folders = list(readers.map(write, names))
    assert len({folder.resolve() for folder in folders}) == len(names) - 1  # a%2Fb is a/b as a header writes it
    assert all(folder.resolve().is_relative_to(tmp_path / "evaluation") for folder in folders)
    assert [entry.question.question for entry in notebooks.of({READER: "ana"}).entries()] == ["Who is ana?"]
