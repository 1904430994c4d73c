"""The Markdown tells the same as the page, in few words, and nothing in it is read as more than words."""

import re
from dataclasses import replace

from eval.gate import Check, Verdict
from eval.paired import Outcome
from eval.report.markdown import markdown_report
from eval.report.save import write_markdown
from tests.eval.reported import HOSTILE, content, everything


def test_it_opens_with_the_verdict():
    lines = markdown_report(content()).split("\n")
    assert lines[0] == "# pullquote 1.0 on wall"
    assert lines[2].startswith("**33.3%** (95% interval 5 to 82%): 3 of 9 questions count as right.")


def test_every_table_has_cells_of_one_number():
    for table in re.findall(r"(?:^\|.*\|\n)+", markdown_report(everything()), re.MULTILINE):
        widths = {len(re.split(r"(?<!\\)\|", line)) for line in table.strip().split("\n")}
        assert len(widths) == 1, table


def test_outside_words_are_nothing_but_words():
    text = markdown_report(everything()).split("Repeat it with")[0]
    assert HOSTILE not in text
    assert "\\<script\\>" in text
    assert not re.search(r"(?<!\\)<", text)
    assert "@all" not in text


def test_the_command_is_a_block_of_its_own():
    found = content()
    info = replace(found.run.info, settings={"data": "`x`\n# no heading"})
    shown = markdown_report(replace(found, run=replace(found.run, info=info)))
    assert shown.endswith("Repeat it with\n\n    pullquote eval run --data '`x` # no heading' --out again\n")


def test_losses_and_flips_are_listed():
    text = markdown_report(everything())
    assert "| Quote invalid | 1 | The evidence is cited" in text
    assert "## Fixed: 1\n\n- wall-right: What will the wall cost?" in text
    assert "## Broken: 1\n\n- wall-altered: What is the price of the wall? (quote invalid)" in text
    assert "| Answer right | 2 | 0 |" in text


def test_parts_without_data_are_left_out():
    text = markdown_report(content())
    for heading in ("floors", "Fixed", "Broken", "Interventions", "Gate"):
        assert heading not in text


def test_a_gate_is_told():
    check = Check("verbatim", Outcome.PASS, "1.0 keeps the minimum 1", 1.0)
    assert "Gate: **pass**\n\n- pass: `verbatim`, 1.0 keeps" in markdown_report(
        content(verdict=Verdict(Outcome.PASS, 0, (check,))))


def test_a_verifier_is_told_with_its_card():
    text = markdown_report(everything())
    assert "## A verifier’s word\n\nBy `./nli " in text
    assert "| citation recall | 75% | 50 to 90% | 8 scored, 1 excluded, 1 failed |" in text
    assert "| card: right | 50% |" in text


def test_nothing_to_report_is_no_error():
    found = content()
    assert "## Measures" in markdown_report(replace(found, run=replace(found.run, results=())))


def test_it_is_saved(tmp_path):
    write_markdown(content(), tmp_path / "report.md")
    assert (tmp_path / "report.md").read_text(encoding="utf-8") == markdown_report(content())
