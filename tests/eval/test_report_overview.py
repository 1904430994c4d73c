"""The whole run at a glance agrees with what its questions say one by one."""

from dataclasses import replace

import pytest

from eval.compare import compare
from eval.losses import Loss
from eval.metrics.attributed import matrix as counted
from eval.report import overview
from eval.report.questions import question_views
from eval.report.terms import HEADLINE, ORDER
from eval.summary import summarise
from eval.types import Kind, Unanswerable
from tests.eval.reported import OUTCOMES, REMOVED, SHUFFLED, baseline, content


def views(**fields):
    found = content(**fields)
    base = fields.get("baseline")
    return question_views(found, compare(base.results, found.run.results) if base else None)


def test_each_question_is_lost_once_at_the_first_step_that_failed():
    steps = overview.steps(views())
    assert [(step.loss, step.before, [view.question.qid for view in step.lost]) for step in steps] == [
        (Loss.FAILED, 9, ["wall-failed"]), (Loss.NOT_RETRIEVED, 8, ["wall-abstained"]),
        (Loss.WRONG_SPAN, 7, ["wall-span"]), (Loss.QUOTE_INVALID, 6, ["wall-altered"]),
        (Loss.SIDE_MISSING, 5, ["wall-sides"]), (Loss.ANSWERED_ANYWAY, 4, ["gate-anyway"])]  # 3 are right


def test_the_matrix_counts_as_the_metric_does():
    cells = overview.matrix(views())
    assert {place: len(cell.views) for place, cell in cells.items()} == counted(content().run.results)
    assert sum(cell.share for cell in cells.values()) == pytest.approx(1)


def test_every_column_of_the_map_adds_up():
    columns, rows = overview.error_map(views())
    assert [(kind, count) for kind, _, _, count in columns] == [
        (Kind.ANSWERABLE, 5), (Kind.CONFLICTING, 1), (Kind.SUPERSEDED, 1), (Unanswerable.OFF_TOPIC, 1),
        (Unanswerable.NEAR_MISS, 1)]
    for place in range(5):
        assert sum(row.cells[place].share for row in rows) == pytest.approx(1)
    assert [len(cell.views) for cell in rows[0].cells] == [2, 0, 0, 0, 1]    # what is right comes first


def test_nothing_to_report_is_no_error():
    assert overview.steps(()) == ()
    assert overview.error_map(())[0] == ()
    assert {len(cell.views) for cell in overview.matrix(()).values()} == {0}


def test_measures_come_in_one_order_with_their_differences():
    found = content(baseline=baseline())
    comparison = compare(found.baseline.results, found.run.results)
    measures = overview.measures(summarise(found.run.results), comparison)
    assert measures[0].term.name == HEADLINE
    places = [ORDER[measure.term.name] for measure in measures]
    assert places == sorted(places)
    assert all(measure.difference is comparison.differences[measure.term.name] for measure in measures)


def test_undefined_measures_are_not_chosen():
    measures = overview.measures(summarise(content().run.results), None)
    chosen = overview.chosen(measures, ["stale_citation", "verbatim", "unknown"])
    assert [found.term.name for found in chosen] == ["verbatim"]


def test_interventions_that_were_tried_come_with_what_went_against_them():
    found = {trial.tally.name: trial for trial in overview.trials(OUTCOMES)}
    assert set(found) == {REMOVED, SHUFFLED}
    removed = found[REMOVED]
    assert (removed.tally.estimate.mean, removed.tally.estimate.excluded) == (0.5, 1)  # broken, followed; skipped
    assert [one.qid for one in removed.broken] == ["wall-right"]
    assert [one.qid for one in found[SHUFFLED].broken] == ["elsewhere"]
    assert overview.trials(()) == ()


def test_less_is_better_where_the_best_value_is_0():
    found = content(baseline=baseline())
    measures = overview.measures(summarise(found.run.results), compare(found.baseline.results, found.run.results))
    by_name = {measure.term.name: measure for measure in measures}
    assert overview.is_better(by_name["over_abstained"])          # one abstention less than the baseline: −1/6
    assert overview.is_better(by_name["evidence_recall"])         # one answer found more: +1/6
    assert not overview.is_better(by_name["citations_valid"])
    assert not overview.is_better(by_name[HEADLINE])              # one fixed, one broken: 0
    assert not overview.is_better(replace(by_name["verbatim"], difference=None))


def test_a_difference_is_clear_when_its_interval_leaves_out_0():
    difference = compare(content().run.results, content().run.results).differences[HEADLINE]
    assert not overview.is_clear(difference)
    assert overview.is_clear(replace(difference, low=0.01, high=0.2))
    assert overview.is_clear(replace(difference, low=-0.2, high=-0.01))
    assert not overview.is_clear(replace(difference, low=None, high=None))
