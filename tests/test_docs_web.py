"""`docs/web.md` keeps its word: its calls, options and keys are those of the code."""

import json
import re
from inspect import signature
from pathlib import Path

import typer

from tests.ui.answering import open_assistant
from ui import cli
from ui.limits import CARE
from ui.service import Service

PAGE = (Path(__file__).parents[1] / "docs" / "web.md").read_text(encoding="utf-8")
SERVED = PAGE[: PAGE.index("## Evaluate")] + PAGE[PAGE.index("## For who runs it") :]


def test_every_call_stands_in_the_page_with_its_arguments_and_defaults(tmp_path):
    calls = Service(open_assistant(tmp_path)).calls
    rows = {name: arguments for name, arguments in re.findall(r"^\| `([\w-]+)` \| (`[^|]+) \|", PAGE, re.MULTILINE)
            if name in calls}
    assert list(rows) == list(calls)
    for name, call in calls.items():
        needed, _, others = rows[name].partition(";")
        known = signature(call).parameters
        assert [f"`{one}`" for one in known if known[one].default is known[one].empty] == needed.split(", ")
        defaults = [f"`{one}`" + (f" ({known[one].default})" if known[one].default is not None else "")
                    for one in known if known[one].default is not known[one].empty]
        assert defaults == others.strip().split(", ")


def test_every_option_of_serve_stands_in_the_page_and_no_other():
    known = {option for parameter in typer.main.get_command(cli.app).commands["serve"].params
             for option in parameter.opts}
    commands = re.findall(r"^    pullquote serve(.*?)(?: #.*)?$", SERVED, re.MULTILINE)
    assert commands
    for line in commands:
        assert set(re.findall(r"--[\w-]+", line)) <= known
    assert set(re.findall(r"--[a-z][\w-]*", SERVED)) - {"--json"} <= known
    assert not [option for option in known - {"--library", "--help"} if option not in PAGE]


def test_every_degree_of_care_is_explained():
    assert [row for row in re.findall(r"^\| ([\w ]+?) +\|", PAGE, re.MULTILINE) if row in CARE] == list(CARE)


def test_the_settings_for_an_agent_are_json():
    (block,) = re.findall(r'^    (\{"mcpServers".*?\}\}\}\})$', PAGE, re.MULTILINE | re.DOTALL)
    assert json.loads(block)["mcpServers"]["pullquote"]["url"].endswith("/mcp")
