"""The pages on input keep their word: their tables are those of the code, and the tests that they name exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from qa import fetch, isolate, parse, read, sources, worker
from qa.formats import archive, mail, packed, pdf, tables
from qa.parse import MANY, ONE
from qa.sources import Reader
from tests.qa.formats import samples

ROOT = Path(__file__).parents[2]
FORMATS = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
SECURITY = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = [[cell.strip() for cell in line.strip("|").split("|")] for line in FORMATS.splitlines() if "| `test_" in line]
FIELDS = ["title", "publisher", "authors", "published", "language", "url", "pages"]


def code(cell):
    """Return what a cell has in code font."""
    return re.findall(r"`([^`]+)`", cell)


@cache
def imported(module):
    """Return the names of the packages that a module of `qa.formats` imports, itself or by another of them."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / "qa" / "formats" / f"{module}.py").read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("qa.formats"):
            others = [node.module.removeprefix("qa.formats.")] if node.module != "qa.formats" else [
                alias.name for alias in node.names if (ROOT / "qa" / "formats" / f"{alias.name}.py").exists()]
            found |= set().union(*map(imported, others))
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
        elif isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
    return found


def test_the_table_of_formats_is_that_of_the_parsers():
    assert sorted(suffix for row in ROWS for suffix in code(row[1])) == sorted(ONE | MANY)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: code(row[1])[0])
def test_a_format_is_read_by_the_libraries_that_the_table_names(row):
    modules = {(ONE | MANY)[suffix] for suffix in code(row[1])}
    assert set(code(row[2])) <= set().union(*map(imported, modules))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: code(row[1])[0])
def test_a_format_keeps_what_the_table_says_and_is_tested(row, tmp_path):
    (named,) = code(row[4])
    name, suffix = re.fullmatch(r"(test_\w+)\[(.+)\]", named).groups()
    assert f"def {name}(" in (ROOT / "tests" / "qa" / "formats" / "test_formats.py").read_text(encoding="utf-8")
    assert suffix in code(row[1])
    samples.WRITERS[suffix](tmp_path / f"a{suffix}")
    with Reader() as reader:
        (item,) = reader.open(str(tmp_path / f"a{suffix}")).items
        article = item.read().article
    kept = [field for field in FIELDS if getattr(article, field)]
    assert row[3] in {", ".join(kept), "what its members say"}


def test_the_tests_that_the_tables_name_exist():
    named = re.findall(r"`(test_\w+\.py)::(test_\w+)`", SECURITY)
    addresses = re.findall(r"`tests/qa/(test_\w+\.py)::(test_\w+)", FORMATS)
    assert (len(named) > 40, len(addresses)) == (True, 4)
    named += addresses
    for file, name in named:
        assert f"def {name}(" in (ROOT / "tests" / "qa" / file).read_text(encoding="utf-8"), name


def test_every_attack_is_in_the_table():
    tried = (ROOT / "tests" / "qa" / "test_attacks.py").read_text(encoding="utf-8")
    assert not [name for name in re.findall(r"^def (test_\w+)\(", tried, re.MULTILINE) if name not in SECURITY]


def test_the_limits_that_the_page_names_are_those_of_the_code():
    plain = " ".join(SECURITY.split())
    for figure, limit in [
        ("200 MB, and 20 million characters", (read.SIZE_LIMIT, parse.TEXT_LIMIT) == (200e6, 20e6)),
        ("a member of an archive | 100 MB", archive.MEMBER_LIMIT == 100e6),
        ("4 GB, and 200 times its size (or 100 MB)", (archive.TOTAL_LIMIT, packed.RATIO_LIMIT) == (4e9, 200)),
        ("| 200,000; 3 |", (archive.COUNT_LIMIT, sources.DEPTH) == (200_000, 3)),
        ("300 MB, and 200 times its size (or 10 MB); 10,000 members",
         (packed.DOCUMENT_LIMIT, packed.FREE, packed.MEMBER_COUNT) == (300e6, 10e6, 10_000)),
        ("20 MB; 50 MB", (tables.LINE_LIMIT, mail.LETTER_LIMIT) == (20e6, 50e6)),
        ("pages of a PDF | 5,000", pdf.PAGE_LIMIT == 5_000),
        ("50 MB, in 60 seconds, over at most 10 redirects",
         (fetch.SIZE_LIMIT, fetch.TIME_LIMIT, fetch.REDIRECTS) == (50e6, 60, 10)),
        ("| 20,000; 3 |", sources.PAGES_LIMIT == 20_000), ("in a row | 200 |", read.MARKS_LIMIT == 200),
        ("3 GB of address space, 60 seconds of a processor", (worker.MEMORY_LIMIT, isolate.SECONDS) == (3e9, 60)),
        ("ten times as long", isolate.WAIT == 10),
    ]:
        assert figure in plain, figure
        assert limit, figure
