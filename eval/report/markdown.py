"""The report as Markdown for a pull request or a wiki: the verdict, the measures, the losses and the flips."""

from collections.abc import Iterable, Sequence

from eval.compare import compare
from eval.repeat import repeat_command
from eval.report import overview
from eval.report.content import Content
from eval.report.outcomes import LOSSES, VERDICT_LABELS
from eval.report.overview import Measure
from eval.report.questions import View, question_views
from eval.report.terms import HEADLINE, SHARE
from eval.report.wording import change, clipped, counts, interval, number, plural
from eval.summary import summarise

_MOST = 50


def markdown_report(content: Content) -> str:
    """Return the report as Markdown (tables as GitHub reads them). It names at most 50 questions of each list."""
    comparison = compare(content.baseline.results, content.run.results) if content.baseline else None
    measures = overview.measures(summarise(content.run.results), comparison)
    views, info = question_views(content, comparison), content.run.info
    parts = [f"# {_plain(info.title)} on {_plain(info.dataset)}", *_verdict(measures, views),
             *_gate(content), *_references(content, measures), "## Measures", _measure_table(measures),
             *_losses(views), *_matrix(views), *_flips(views), *_trials(content), *_verified(content), *_about(content)]
    return "\n\n".join(parts) + "\n"


def _verdict(measures: Sequence[Measure], views: Sequence[View]) -> Iterable[str]:
    for measure in overview.chosen(measures, [HEADLINE]):
        right, scored = (sum(shown.right in kept for shown in views) for kept in ((True,), (True, False)))
        yield (f"**{number(measure.term, measure.estimate.mean)}** (95% interval "
               f"{interval(measure.term, measure.estimate)}): {right} of {plural(scored, 'question')} count as right. "
               f"{measure.term.meaning}")
        if measure.difference:
            yield f"Against the baseline: {change(measure.term, measure.difference)}."


def _gate(content: Content) -> Iterable[str]:
    if content.verdict:
        checks = [f"- {check.outcome}: `{check.metric}`, {_plain(check.reason)}" for check in content.verdict.checks]
        yield "\n".join([f"Gate: **{content.verdict.outcome}**", "", *checks])


def _references(content: Content, measures: Sequence[Measure]) -> Iterable[str]:
    for measure in overview.chosen(measures, [HEADLINE])[: len(content.references)]:
        rows = [(_plain(known.name), known.bound, number(measure.term, known.estimate.mean),
                 interval(measure.term, known.estimate), _plain(known.meaning)) for known in content.references]
        own = ("**This run**", "", number(measure.term, measure.estimate.mean),
               interval(measure.term, measure.estimate), "")
        yield "## Between floors and ceilings"
        yield _table(("System", "Bound", "Right", "95% interval", "What it does"), [*rows, own])


def _measure_table(measures: Sequence[Measure]) -> str:
    return _table(("Measure", "Mean", "95% interval", "Questions", "Against the baseline"), [
        (f"{measure.term.label} (`{measure.term.name}`)", number(measure.term, measure.estimate.mean),
         interval(measure.term, measure.estimate), counts(measure.estimate),
         change(measure.term, measure.difference) if measure.difference else "") for measure in measures])


def _losses(views: Sequence[View]) -> Iterable[str]:
    rows = [(step.label, str(len(step.lost)), step.meaning) for step in overview.steps(views)]
    if rows:
        yield "## Where answers are lost"
        yield _table(("Loss", "Questions", "Meaning"), rows)


def _matrix(views: Sequence[View]) -> Iterable[str]:
    cells = overview.matrix(views)
    yield "## Answer and evidence"
    yield _table(("", "Evidence complete", "Evidence not complete"), [
        (label, str(len(cells[name, True].views)), str(len(cells[name, False].views)))
        for name, label in VERDICT_LABELS.items()])


def _flips(views: Sequence[View]) -> Iterable[str]:
    for what in ("fixed", "broken"):
        found = [shown for shown in views if shown.change == what]
        if found:
            yield f"## {what.capitalize()}: {len(found)}"
            lines = [f"- {_plain(shown.question.qid)}: {_plain(shown.question.question)}"
                     + (f" ({LOSSES[shown.loss][0].lower()})" if shown.loss else "") for shown in found[:_MOST]]
            yield "\n".join([*lines, *([f"- and {len(found) - _MOST} more"] if len(found) > _MOST else [])])


def _trials(content: Content) -> Iterable[str]:
    found = [trial.tally for trial in overview.trials(content.outcomes)]
    if found:
        yield "## Interventions"
        yield _table(("Change", "Expected", "Followed", "95% interval", "Questions"), [
            (_plain(trial.name), _plain(trial.expected), number(SHARE, trial.estimate.mean),
             interval(SHARE, trial.estimate), counts(trial.estimate)) for trial in found])


def _verified(content: Content) -> Iterable[str]:
    if content.verified:
        yield "## A verifier’s word"
        yield f"By `{_plain(content.verified.command)}`, with its card; no gate uses it."
        yield _table(("Measure", "Mean", "95% interval", "Scored"), [
            (_plain(name), number(SHARE, found.mean), interval(SHARE, found), counts(found))
            for name, found in content.verified.measures.items()])


def _about(content: Content) -> Iterable[str]:
    info = content.run.info
    facts = [f"- Commit: `{info.commit}`" if info.commit else "- Commit: not known",
             f"- Corpus: `{info.corpus_sha256}`", f"- Questions: `{info.questions_sha256}`"]
    yield "\n".join(["## About this run", "", *facts])
    yield f"Repeat it with\n\n    {' '.join(repeat_command(info).split())}"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def _plain(text: str) -> str:
    """Return outside text on one line with nothing in it that Markdown, HTML or a mention would read."""
    return "".join("&#64;" if character == "@" else f"\\{character}" if character in "\\`*_[]<>|#&~!" else character
                   for character in clipped(text, 400))
