"""A library in a file and back: nothing is lost on the way, and nothing that is wrong comes in."""

import json
import shutil

import pytest

from embeddings.keyword import KeywordEncoder
from qa import Assistant
from qa.errors import PullquoteError, ReadError
from qa.export import records
from tests.qa.conftest import BOTH, KEYWORDS
from tests.qa.formats import samples

STORES = BOTH


def content(assistant):
    """Return all that a library holds, by its kind."""
    found = {kind: [] for kind in ("article", "passages", "versions", "sources", "source", "root", "followed")}
    for record in records(assistant.store):
        for part in ("passages", "versions", "sources"):
            found[part] += record.pop(part, [])
        found.setdefault(record["kind"], []).append(record)
    return found


@pytest.fixture
def full(assistant, news):
    """A library with all that one can hold: versions, a copy, a move, pages, a failure, a removed article."""
    samples.WRITERS[".pdf"](news / "pages.pdf")
    shutil.copy(news / "bridge.txt", news / "copy.txt")
    (news / "odd.txt").write_text("Ein Satz.\n\nمرحبا بالعالم. 橋が開通した。 👩‍👩‍👧 İstanbul.")
    (news / "damaged.pdf").write_bytes(b"%PDF-1.4 and no more")
    assistant.add(news)
    (news / "storm.txt").write_text("The storm took a roof off.")
    assistant.add(news)
    (news / "storm.txt").write_text("The storm took two roofs off.")
    (news / "river.md").rename(news / "moved.md")
    assistant.add(news)
    gone = next(one for one in assistant.articles() if one.title == "odd")
    assistant.remove(gone.id)
    (news / "odd2.txt").write_text(gone.text)
    assistant.add(news / "odd2.txt")
    found = content(assistant)
    assert all(found.values())
    assert any(one.pages for one in assistant.articles())
    assert {one["reason"] is None for one in found["source"]} == {True, False}
    return assistant


@pytest.fixture
def exported(full, tmp_path):
    full.export(tmp_path / "export.jsonl")
    return tmp_path / "export.jsonl"


@pytest.fixture
def fresh(place):
    """An empty library and the encoder that it would use."""
    encoder = KeywordEncoder(KEYWORDS)
    return Assistant.open(place("fresh"), encoder), encoder


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_everything_comes_back_and_nothing_is_encoded(full, exported, fresh):
    made, encoder = fresh
    report = made.restore(exported)
    assert sorted(report.added) == sorted(one.source for one in full.articles())
    assert report.failed == []
    assert content(made) == content(full)
    assert encoder.encoded == 0
    assert made.store.examine() == []


def test_what_is_cited_resolves_as_before(full, exported, fresh):
    made = fresh[0]
    made.restore(exported)
    for hit in full.search("storm roofs river", k=20):
        passage = hit.passage
        assert made.article(passage.article.id).text[passage.start : passage.end] == passage.text
    for question in ("Which river rose?", "When did the bridge open?"):  # of equal hits any may be the first
        assert made.search(question, k=1)[0].passage == full.search(question, k=1)[0].passage
    storm = next(one for one in full.articles() if one.title == "storm")
    for sha256, _ in full.store.versions(storm.id):
        assert made.article(storm.id, sha256) == full.article(storm.id, sha256)


def test_a_refresh_after_an_import_finds_everything_unchanged(full, exported, fresh, news):
    made, encoder = fresh
    (news / "damaged.pdf").unlink()
    made.restore(exported)
    report = made.refresh()
    assert (report.added, report.updated, report.failed, encoder.encoded) == ([], [], [], 0)
    assert len(report.unchanged) == len(content(full)["sources"])


def test_importing_twice_changes_nothing(full, exported, fresh):
    made = fresh[0]
    made.restore(exported)
    before = content(made)
    report = made.restore(exported)
    assert (report.added, report.failed) == ([], [])
    assert len(report.unchanged) == full.store.counts()[0]
    assert content(made) == before


def test_an_export_of_an_import_is_the_same_file(exported, fresh, tmp_path):
    made = fresh[0]
    made.restore(exported)
    assert made.export(tmp_path / "again.jsonl") == made.store.counts()[0]
    assert (tmp_path / "again.jsonl").read_bytes() == exported.read_bytes()


def test_a_library_of_another_encoder_encodes_anew(full, exported, tmp_path, place):
    other = KeywordEncoder([*KEYWORDS, "roof"])
    made = Assistant.open(place("other"), other)
    (tmp_path / "a.txt").write_text("A roof.")
    made.add(tmp_path / "a.txt")
    report = made.restore(exported)
    assert len(report.added) == full.store.counts()[0]
    assert other.encoded == 1 + full.store.counts()[1]
    assert made.store.examine() == []
    assert [one.text for one in made.articles() if one.title != "a"] == [one.text for one in full.articles()]


def test_what_the_library_says_itself_is_not_overwritten(full, exported, fresh, news):
    made = fresh[0]
    (news / "storm.txt").write_text("The storm took three roofs off.")
    made.add(news / "storm.txt")
    report = made.restore(exported)
    assert [(source, reason.partition(";")[0]) for source, reason in report.failed] == [
        (str(news / "storm.txt"), f"article {made.store.origins.of(str(news / 'storm.txt')).article_id} "
         "has another text here")]
    assert next(one for one in made.articles() if one.title == "storm").text.endswith("three roofs off.")
    assert len(report.added) == full.store.counts()[0] - 1


# Damage

DAMAGE = {
    "another text": lambda record: record | {"text": record["text"] + "!"},
    "an offset outside": lambda record: record | {"passages": [record["passages"][0] | {"end": 10 ** 6}]},
    "a sentence outside": lambda record: record | {"passages": [record["passages"][0] | {"bounds": [[0, 10 ** 6]]}]},
    "a short vector": lambda record: record | {"passages": [record["passages"][0] | {"vector": "AAA="}]},
    "a vector of nothing that is a number": lambda record: record | {
        "passages": [record["passages"][0] | {"vector": "AH4AfgB+AH4="}]},
    "no passages": lambda record: {name: value for name, value in record.items() if name != "passages"},
    "pages outside": lambda record: record | {"pages": [0, 10 ** 6]},
    "an unknown field": lambda record: record | {"color": "red"},
    "a negative bound": lambda record: record | {"passages": [record["passages"][0] | {"start": -1}]},
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_line_is_told_and_the_others_come_in(exported, fresh, damage):
    found = lines(exported)
    at = next(number for number, record in enumerate(found) if record["kind"] == "article")
    key, found[at] = found[at]["id"], damage(found[at])
    exported.write_text("\n".join(map(json.dumps, found)), encoding="utf-8")
    report = fresh[0].restore(exported)
    ((source, reason),) = report.failed
    assert source == f"{exported}, line {at + 1}"
    assert reason.startswith("is damaged: ")
    assert key not in {one.id for one in fresh[0].articles()}
    assert len(report.added) == sum(record["kind"] == "article" for record in found) - 1


def test_an_export_that_was_cut_off_is_told(exported, fresh):
    whole = exported.read_text(encoding="utf-8")
    exported.write_text(whole[: whole.rindex('{"kind": "source"') + 9], encoding="utf-8")
    report = fresh[0].restore(exported)
    assert [reason.partition(":")[0] for _, reason in report.failed] == [
        "is damaged", "ends too early; what stood in it was taken in"]
    assert len(report.added) == len(list(fresh[0].articles())) > 3


@pytest.mark.parametrize("written", [b"", b"no JSON", b'{"text": "An article."}\n', b"\xff\xfe",
                                     b'{"kind": "library", "format": 99}'])
def test_a_file_that_is_no_export_is_refused(tmp_path, fresh, written):
    path = tmp_path / "a.jsonl"
    path.write_bytes(written)
    with pytest.raises(ReadError, match=r"is no export of a library in format 1|is not UTF-8 text"):
        fresh[0].restore(path)


def test_an_export_that_cannot_be_written_leaves_what_was_there(full, exported, tmp_path):
    before = exported.read_bytes()
    with pytest.raises(PullquoteError, match=r"missing/a.jsonl cannot be written: No such file or directory"):
        full.export(tmp_path / "missing" / "a.jsonl")
    (tmp_path / "a.jsonl").mkdir()
    with pytest.raises(PullquoteError, match=r"a.jsonl cannot be written: Is a directory; nothing was exported"):
        full.export(tmp_path / "a.jsonl")
    assert exported.read_bytes() == before
    assert not list(tmp_path.glob(".*"))
