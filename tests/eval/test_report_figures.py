"""Figures take the colours and the type of the page, and say in words what they show."""

import re
from dataclasses import replace

import pytest

from eval.compare import compare
from eval.report import figures
from eval.report.overview import measures
from eval.report.plots import Bin, Row, forest_plot, rates_plot, reliability_plot, risk_coverage_plot
from eval.summary import summarise
from eval.types import Estimate
from tests.eval.reported import REFERENCES, baseline, content

HOSTILE = "A & <script>alert(1)</script> $x^2$"
ROWS = [Row(HOSTILE, 0.5, 0.4, 0.6, f"50% {HOSTILE}", f"said {HOSTILE}", "#term-a"),
        Row("Readers", 0.85, 0.8, 0.9, "85% (80 to 90%)", "what readers reach", tone="quiet", clear=False)]
BINS = [Bin(12, 0.5, 0.25, 0.1, 0.5), Bin(30, 0.9, 1.0, 0.9, 1.0)]


def drawn():
    return [rates_plot(ROWS, "one", HOSTILE), forest_plot(ROWS[:1], "two", HOSTILE),
            risk_coverage_plot([0.0, 0.5, 0.25], "three", HOSTILE), reliability_plot(BINS, "four", HOSTILE)]


def found_measures(base=None):
    results = content().run.results
    return measures(summarise(results), compare(base.results, results) if base else None)


@pytest.mark.parametrize("place", range(4))
def test_a_figure_has_no_size_font_or_colour_of_its_own(place):
    svg = drawn()[place]
    assert re.match(r'<svg [^>]*viewBox="0 0 [\d.]+ [\d.]+"', svg)
    root = svg[: svg.index(">")]
    assert " width=" not in root
    assert " height=" not in root
    assert "font-family" not in svg
    assert "<style" not in svg
    assert not re.search(r"#0000(?!00\b)\d\d", svg)
    assert "currentColor" in svg
    assert "var(--rule)" in svg


def test_outside_words_are_text():
    for svg in drawn():
        assert "<script" not in svg
        assert "alert(1)" in svg
    assert "$x^2$" in drawn()[0]     # a price is no formula


def test_ids_are_the_figures_own_and_references_lead_to_them():
    ids = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in drawn()]
    for name, found, svg in zip(("one", "two", "three", "four"), ids, drawn(), strict=True):
        assert all(identity.startswith(f"{name}-") for identity in found)
        used = {first or second for first, second in re.findall(r'href="#([^"]+)"|url\(#([^)]+)\)', svg)}
        assert used - found <= {"term-a"}


def test_the_same_numbers_give_the_same_bytes():
    assert drawn() == drawn()


def test_points_are_said_in_words():
    rates, _, risk, reliability = drawn()
    assert "<title>said A &amp; &lt;script&gt;" in rates
    assert "<title>what readers reach</title>" in rates
    assert "<title>All answers: 25% wrong</title>" in risk
    assert "12 answers with confidence near 50%: 25% right (95% interval 10% to 50%)" in reliability


def test_labels_lead_to_the_legend():
    assert '<a href="#term-a" class="term">' in drawn()[0]
    assert "xlink" not in drawn()[0]


def test_a_run_stands_between_floors_and_ceilings():
    svg = figures.references_figure(found_measures()[0], REFERENCES)
    labels = [text for text in re.findall(r">([^<>]+)</text>", svg) if not re.match(r"[\d.]+", text)]
    assert labels == ["always abstain", "This run", "readers", "oracle"]
    assert "11% (2 to 40%)" in svg
    assert "90% (80 to 95%)" in svg


def test_a_reference_without_a_headline_is_left_out():
    undefined = replace(REFERENCES[0], estimate=Estimate(None, None, None, 0, 9, 0))
    assert figures.references_figure(found_measures()[0], [undefined]) is None
    assert "always abstain" not in figures.references_figure(found_measures()[0], [undefined, *REFERENCES[1:]])


def test_without_references_there_is_no_such_figure():
    assert figures.references_figure(found_measures()[0], ()) is None


def test_a_forest_needs_a_baseline():
    assert figures.forest_figure(found_measures()) is None
    svg = figures.forest_figure(found_measures(baseline()))
    assert "Right, with the evidence: 0 points (−100.0 to +100.0), no clear difference" in svg
    assert "Abstains wrongly ↓" in svg


def test_clear_differences_are_told_from_others():
    (headline, *_) = found_measures(baseline())
    changed = replace(headline.difference, difference=-0.3, low=-0.4, high=-0.2)
    worse = figures.forest_figure([replace(headline, difference=changed)])
    assert "clearly worse" in worse
    assert "var(--bad)" in worse


def test_confidence_is_drawn_where_there_is_one():
    results = content().run.results
    assert "All answers: 67% wrong" in figures.risk_coverage_figure(results)  # 6 answers, of which 2 are right
    assert "near 80%" in figures.reliability_figure(results)
    silent = [replace(result, confidence=None) for result in results]
    assert figures.risk_coverage_figure(silent) is None
    assert figures.reliability_figure(silent) is None


def test_at_most_twenty_differences_are_drawn():
    assert figures.forest_figure(found_measures(baseline())).count('class="term"') <= 20
