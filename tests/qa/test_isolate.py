import os
import signal
import time
from pathlib import Path

import pytest

from qa import parse
from qa.formats import Draft, FormatError, Options
from qa.isolate import Parser
from tests.qa import misbehaving


@pytest.fixture
def parser(monkeypatch):
    """A parser whose process knows the formats that misbehave, and may use one second of a processor."""
    monkeypatch.setattr("qa.isolate._START", misbehaving.START)
    with Parser(seconds=1, wait=300) as one:  # the machine may be busy
        yield one


def evil(parser, command):
    return parser.parse(".evil", command.encode()).body


@pytest.mark.parametrize(("command", "reason"), [
    ("loop", "takes more than 1 seconds of a processor to be read; it was given up"),
    ("crash", "made the parser die (signal 11)"),
    ("exit", "made the parser die (exit status 3)"),
    ("eat", "needs more than 3 GB of memory to be read"),
    ("raise", "cannot be read (LookupError: something odd and more)"),
    ("write", "could not write: No usable temporary directory found"),
])
def test_a_parser_that_misbehaves_is_told_and_the_next_file_is_read(parser, command, reason):
    with pytest.raises(FormatError) as caught:
        evil(parser, command)
    assert str(caught.value).startswith(reason)
    assert evil(parser, "fine") == "fine"


def test_a_parser_that_does_nothing_is_given_up_too(parser, monkeypatch):
    assert evil(parser, "fine") == "fine"
    monkeypatch.setattr(parser, "_wait", 0.5)
    with pytest.raises(FormatError, match="gave no answer within 0 seconds; it was given up"):
        evil(parser, "sleep")
    monkeypatch.setattr(parser, "_wait", 300)
    assert evil(parser, "fine") == "fine"


def test_one_process_serves_many_files(parser):
    assert evil(parser, "tell") == evil(parser, "tell")


def test_a_process_that_was_killed_from_outside_is_replaced(parser):
    first = int(evil(parser, "tell").split()[0])
    os.kill(first, signal.SIGKILL)
    parser._process.wait()
    assert int(evil(parser, "tell").split()[0]) != first


def test_no_secret_of_the_environment_is_passed_on(parser, monkeypatch):
    monkeypatch.setenv("SOME_API_KEY", "secret")
    assert "SOME_API_KEY" not in evil(parser, "tell")
    assert "PATH" in evil(parser, "tell")


def test_what_a_library_prints_does_not_disturb(parser, capfd):
    assert evil(parser, "print") == "print"
    assert capfd.readouterr() == ("", "")


def test_the_process_is_gone_when_the_parser_is_closed(parser):
    process = int(evil(parser, "tell").split()[0])
    parser.close()
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


def test_the_process_is_replaced_after_a_while(parser, monkeypatch):
    monkeypatch.setattr("qa.isolate.LIFETIME", 3)
    assert len({evil(parser, "tell") for _ in range(8)}) == 2 + 1


def test_a_draft_comes_back_whole(parser, tmp_path):
    content = "---\nauthors: [Ann, Bo]\ndate: 2025-03-14\n---\n# Héad 👍🏽\n\nBödy.\n".encode()
    assert parser.parse(".md", content) == parse.parse_draft(".md", content)
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": 1, "text": "It opened.\\ud83d"}\n{"id": 2}\n')
    found, expected = (list(split(".jsonl", path, Options())) for split in (parser.split, parse.split_members))
    assert found[0] == expected[0]
    assert str(found[1].content) == str(expected[1].content)


def test_plain_text_is_parsed_here_unless_its_encoding_must_be_guessed(parser):
    assert parser.parse(".txt", b"It opened.") == Draft(body="It opened.")
    assert parser._process is None
    assert parser.parse(".txt", "Café is open.".encode("cp1252")).notes
    assert parser._process is not None


# Files of many

def members(parser, path, commands):
    """Return what becomes of each member: the body of its draft, or the reason."""
    path.write_text("\n".join(commands))
    found = []
    for member in parser.split(".evils", path, Options()):
        try:
            found.append(parser.parse(member.format, member.content).body)
        except FormatError as error:
            found.append(str(error).partition(" (")[0])
    return found


def test_a_member_of_which_the_parser_dies_is_told_and_those_after_it_are_read(parser, tmp_path):
    assert members(parser, tmp_path / "a.evils", ["one", "crash", "two", "exit", "three"]) == [
        "one", "made the parser die", "two", "made the parser die", "three"]


def test_a_file_whose_members_kill_the_parser_again_and_again_is_given_up(parser, tmp_path):
    with pytest.raises(FormatError, match="made the parser die 4 times; the rest of it was left out"):
        members(parser, tmp_path / "a.evils", ["one", *["crash"] * 10])
    assert evil(parser, "fine") == "fine"


def test_a_file_of_which_the_parser_dies_is_told_and_what_came_before_is_read(parser, tmp_path):
    found = []
    (tmp_path / "a.evils").write_text("one\ntwo\ndie\nthree")
    with pytest.raises(FormatError, match=r"made the parser die \(exit status 4\)"):
        found.extend(member.name for member in parser.split(".evils", tmp_path / "a.evils", Options()))
    assert found == ["0", "1"]
    assert evil(parser, "fine") == "fine"


def test_files_within_files_are_split_at_the_same_time(parser, tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.evils").write_text("one\ntwo")
    first, second = (parser.split(".evils", tmp_path / f"{name}.evils", Options()) for name in "ab")
    assert [next(first).name, next(second).name, next(first).name, next(second).name] == ["0", "0", "1", "1"]
    assert list(first) == list(second) == []


def test_a_file_that_is_left_before_its_end_is_forgotten(parser, tmp_path):
    (tmp_path / "a.evils").write_text("one\ntwo")
    split = parser.split(".evils", tmp_path / "a.evils", Options())
    next(split)
    split.close()
    assert evil(parser, "fine") == "fine"


def test_the_process_ends_with_its_parent(tmp_path):
    """A parent that is killed leaves no parser behind."""
    import subprocess
    import sys

    code = ("from qa.isolate import Parser; import time; p = Parser(); p.parse('.md', b'x'); "
            "print(p._process.pid, flush=True); time.sleep(60)")
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2])
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 5
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        if "State:\tZ" in Path(f"/proc/{child}/status").read_text():
            break
        time.sleep(0.02)
    else:
        assert not Path(f"/proc/{child}").exists()


def test_ctrl_c_is_for_the_parent_alone(parser):
    process = int(evil(parser, "tell").split()[0])
    assert os.getpgid(process) != os.getpgid(0)
