"""The report as one HTML page that loads nothing. Jinja enters here; it escapes every word that comes from outside.

A second wall stands behind the escaping: the page's policy lets one script run, the report's own, known by its hash.
"""

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import asdict
from importlib.resources import files
from itertools import groupby
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from eval.compare import Comparison, compare
from eval.losses import loss
from eval.reasons.citing import FAILURES
from eval.repeat import repeat_command
from eval.report import figures, overview, wording
from eval.report.content import Content
from eval.report.outcomes import KINDS, LOSSES, VERDICT_LABELS
from eval.report.overview import STRIP, Measure, Views
from eval.report.questions import View, anchor, question_views
from eval.report.reading import Gap
from eval.report.terms import HEADLINE, SHARE, Term, term
from eval.summary import Summary, summary
from eval.types import Document


def html_report(content: Content) -> str:
    """Return the report as one HTML document that needs no network, and no script to be read."""
    results = content.run.results
    comparison = compare(content.baseline.results, results) if content.baseline else None
    views, numbers = question_views(content, comparison), summary(results)
    measures = overview.measures(numbers.metrics, comparison)
    style, script = _asset("report.css"), _asset("report.js")
    return _environment().get_template("page.html").render(
        content=content, info=content.run.info, views=views, numbers=numbers, style=style, script=script,
        policy=_policy(script), documents=shown_documents(views), stories=len({found.story_id for found in results}),
        **_whole(content, views, numbers, measures), **_figures(content, measures),
        **_flips(content, comparison, views))


def shown_documents(views: Sequence[View]) -> tuple[Document, ...]:
    """Return the articles that some question shows, each once, by title."""
    found = {reading.document.doc: reading.document for shown in views for reading in shown.readings}
    return tuple(sorted(found.values(), key=lambda document: (document.title, document.doc)))


def _whole(content: Content, views: Views, numbers: Summary, measures: Sequence[Measure]) -> dict[str, Any]:
    columns, rows = overview.error_map(views)
    return {
        "headline": next(iter(overview.chosen(measures, [HEADLINE])), None), "strip": overview.chosen(measures, STRIP),
        "groups": [(name, list(found)) for name, found in groupby(measures, key=lambda measure: measure.term.group)],
        "steps": overview.steps(views), "columns": columns, "rows": rows, "matrix": overview.matrix(views),
        "right": sum(shown.right is True for shown in views), "scored": sum(shown.right is not None for shown in views),
        "calibration": _named(asdict(numbers.calibration)), "losses": LOSSES, "kinds": KINDS,
        "verdicts": VERDICT_LABELS,
        "abstention": _named({f"abstain_{name}": getattr(numbers.abstention, name)
                              for name in ("recall", "precision", "macro")}),
        "share": SHARE, "failures": FAILURES, "about": _about(content),
        "asked": {shown.question.qid: shown.question.question for shown in views},
        "trials": overview.trials(content.outcomes),
    }


def _about(content: Content) -> list[tuple[str, str]]:
    """Return what was run on what, as pairs of a name and a value."""
    info = content.run.info
    pairs = [("System", info.title), ("Commit", info.commit or "not known"),
             ("Data", info.dataset), ("Sentences cut by", info.segmenter), ("Corpus", info.corpus_sha256),
             ("Questions", info.questions_sha256), ("Index", info.index_sha256 or "not known"),
             ("Metrics", f"version {info.metrics}")]
    for name, values in (("Models", info.models), ("Settings", info.settings), ("Seeds", info.seeds),
                         ("Machine", info.machine)):
        pairs += [(name, ", ".join(f"{key}: {value}" for key, value in values.items()))] if values else []
    return [*pairs, ("Repeat it with", repeat_command(info))]


def _figures(content: Content, measures: Sequence[Measure]) -> dict[str, Any]:
    headline = next(iter(overview.chosen(measures, [HEADLINE])), None)
    return {
        "references_figure": figures.references_figure(headline, content.references) if headline else None,
        "forest_figure": figures.forest_figure(measures),
        "risk_figure": figures.risk_coverage_figure(content.run.results),
        "reliability_figure": figures.reliability_figure(content.run.results),
    }


def _flips(content: Content, comparison: Comparison | None, views: Views) -> dict[str, Any]:
    """Return the questions fixed and broken, with a note on why each was lost, or is now."""
    before = {result.qid: loss(result) for result in content.baseline.results} if content.baseline else {}
    fixed, broken = ([found for found in views if found.change == change] for change in ("fixed", "broken"))
    lost = [*((found, "was", before[found.question.qid]) for found in fixed),
            *((found, "now", found.loss) for found in broken)]
    notes = {found.question.qid: f"{when}: {LOSSES[why][0].lower()}" for found, when, why in lost if why}
    return {"comparison": comparison, "fixed": fixed, "broken": broken, "notes": notes}


def _named(values: dict[str, Any]) -> list[tuple[Term, float]]:
    """Return the numbers among plain values under what they are called."""
    return [(term(name), value) for name, value in values.items() if isinstance(value, float)]


def _environment() -> Environment:
    environment = Environment(loader=PackageLoader("eval.report"), autoescape=True, undefined=StrictUndefined,
                              trim_blocks=True, lstrip_blocks=True)
    environment.filters |= {"anchor": anchor, "text": _as_it_is, "opened": _opened, "plural": wording.plural,
                            "clipped": lambda text: wording.clipped(text, 240)}
    environment.globals |= {"number": wording.number, "interval": wording.interval, "counts": wording.counts,
                            "change": wording.change, "is_clear": overview.is_clear, "is_better": overview.is_better}
    environment.tests["gap"] = lambda part: isinstance(part, Gap)
    return environment


def _as_it_is(text: str) -> Markup:
    """Return a text, escaped, of which a browser keeps every character in its place.

    It would make a newline of CR, and of CRLF only one; NUL, which it drops, is shown as U+FFFD.
    """
    kept = escape(text.replace("\0", "\N{REPLACEMENT CHARACTER}"))
    return Markup(kept.replace("\r", Markup("&#13;")))  # noqa: S704  (escaped a line above)


def _opened(text: str) -> str:
    """Return a sentence with its first letter large; the rest stays as it is."""
    return text[:1].upper() + text[1:]


def _policy(script: str) -> str:
    """Return the content security policy: nothing is loaded, and one script runs."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return (f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'; "
            "base-uri 'none'; form-action 'none'")


def _asset(name: str) -> str:
    return (files("eval.report") / "templates" / name).read_text(encoding="utf-8")
