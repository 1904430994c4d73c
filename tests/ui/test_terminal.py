"""What stands on stderr while something takes long."""

import io
import re
import sys

from ui import terminal


class Screen(io.StringIO):
    """A stderr that is a terminal."""

    def isatty(self):
        return True


def test_a_progress_bar_shows_how_many_of_how_many_how_fast_and_the_time_left(monkeypatch):
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setattr(sys, "stderr", Screen())
    with terminal.progress("Adding", "articles") as tell:
        for done in range(1, 6):
            tell(done, 20_000, 12 * done)
    printed = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", sys.stderr.getvalue())
    assert re.search(r"Adding .+ 5/20000 articles [\d,]+ passages/s \d+:\d\d:\d\d", printed), printed


def test_there_is_no_bar_where_stderr_is_no_terminal_or_nothing_takes_long(monkeypatch, capsys):
    with terminal.progress("Adding", "articles") as tell:
        tell(1, 2)
    monkeypatch.setattr(sys, "stderr", Screen())
    with terminal.progress("Asking", "questions", hidden=True) as tell:
        tell(1, 2)
    assert (sys.stderr.getvalue(), capsys.readouterr().err) == ("", "")
