"""Figures of the report as SVG. Matplotlib enters here; what can be clicked or counted is drawn by the page itself."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from eval.report.svg import BAD, GOOD, INK, MUTED, PAPER, RULE, inline_svg

Tone = Literal["plain", "good", "bad", "quiet"]

_COLOURS: dict[Tone, str] = {"plain": INK, "good": GOOD, "bad": BAD, "quiet": MUTED}
_STYLE: Any = {
    "svg.fonttype": "none", "svg.hashsalt": "pullquote", "text.parse_math": False, "font.size": 9,
    "text.color": INK, "axes.labelcolor": MUTED, "xtick.color": MUTED, "ytick.color": INK, "axes.edgecolor": RULE,
    "figure.facecolor": "none", "axes.facecolor": "none", "axes.linewidth": 0.8, "axes.axisbelow": True,
    "axes.labelsize": 8.5, "xtick.labelsize": 8.5, "xtick.major.size": 0, "ytick.major.size": 0,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A point with its interval on a line of its own.

    Clear points are filled, others hollow: the shape says what the colour says. `shown` stands at the right, `words`
    are said when the pointer rests on it, `href` is where the label leads.
    """

    label: str
    mean: float
    low: float
    high: float
    shown: str
    words: str
    href: str | None = None
    tone: Tone = "plain"
    clear: bool = True


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence: how many, their mean confidence, and the share right with its interval."""

    count: int
    confidence: float
    right: float
    low: float
    high: float


def rates_plot(rows: Sequence[Row], name: str, title: str) -> str:
    """Return the SVG of rates, 0 to 1, with their intervals, the first row on top."""
    return _rows_plot(rows, name, title, None)


def forest_plot(rows: Sequence[Row], name: str, title: str) -> str:
    """Return the SVG of differences of rates, −1 to 1, with their intervals around a line at no difference."""
    return _rows_plot(rows, name, title, max(0.05, *(max(abs(row.low), abs(row.high)) for row in rows)) * 1.06)


def risk_coverage_plot(risks: Sequence[float], name: str, title: str) -> str:
    """Return the SVG of the risk–coverage curve.

    `risks[i]` is the share that is wrong of the i + 1 most confident answers of all `len(risks)`.
    """
    with mpl.rc_context(_STYLE):
        figure, axes = _square("Answers given, surest first", "Wrong among them")
        coverage = [(place + 1) / len(risks) for place in range(len(risks))]
        axes.step(coverage, risks, where="post", color=INK, linewidth=1.6)
        axes.plot(coverage[-1], risks[-1], "o", color=INK, markersize=6, clip_on=False, gid="all")
        axes.set_ylim(0, max(0.1, *risks) * 1.1)
        words = {"all": f"All answers: {risks[-1]:.0%} wrong"}
        return inline_svg(_drawn(figure), name, title, words)


def reliability_plot(bins: Sequence[Bin], name: str, title: str) -> str:
    """Return the SVG of how often answers of a confidence are right; a calibrated system lies on the diagonal."""
    with mpl.rc_context(_STYLE):
        figure, axes = _square("Confidence", "Right")
        axes.plot([0, 1], [0, 1], color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
        words = {}
        for place, group in enumerate(bins):
            axes.plot([group.confidence] * 2, [group.low, group.high], color=INK, linewidth=1.4)
            axes.plot(group.confidence, group.right, "o", color=INK, markersize=5.5, clip_on=False,
                      gid=f"bin{place}")
            words[f"bin{place}"] = (f"{group.count} answers with confidence near {group.confidence:.0%}: "
                                    f"{group.right:.0%} right (95% interval {group.low:.0%} to {group.high:.0%})")
        axes.set_xlim(0, 1.02)
        axes.set_ylim(0, 1.02)
        return inline_svg(_drawn(figure), name, title, words)


def _rows_plot(rows: Sequence[Row], name: str, title: str, reach: float | None) -> str:
    """Draw rows between −reach and reach around a line at 0, or between 0 and 1 where there is no reach."""
    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(7.2, 0.29 * len(rows) + 0.5))
        left = (0.073 * max(len(row.label) for row in rows) + 0.15) / 7.2
        right = 1 - (0.062 * max(len(row.shown) for row in rows) + 0.1) / 7.2
        bottom = 0.36 / figure.get_figheight()
        axes = figure.add_axes((left, bottom, right - left, 0.98 - bottom))
        axes.set_xlim(*((-reach, reach) if reach else (-0.015, 1.015)))
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.xaxis.set_major_formatter(FuncFormatter(_points if reach else _percent))
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.grid(axis="x", color=RULE, linewidth=0.8)
        axes.spines[:].set_visible(False)
        if reach:
            axes.axvline(0, color=MUTED, linewidth=1.1)
        for place, row in enumerate(rows):
            _draw_row(axes, place, row)
        axes.set_yticks(range(len(rows)), labels=[row.label for row in rows])
        for label, row in zip(axes.get_yticklabels(), rows, strict=True):
            if row.href:
                label.set_url(row.href)
            label.set_color(MUTED if row.tone == "quiet" else INK)
        return inline_svg(_drawn(figure), name, title, {f"row{place}": row.words for place, row in enumerate(rows)})


def _draw_row(axes: Axes, place: int, row: Row) -> None:
    colour = _COLOURS[row.tone]
    axes.plot([row.low, row.high], [place, place], color=colour, linewidth=1.6, solid_capstyle="round")
    axes.plot(row.mean, place, "o", markersize=7, color=colour, markerfacecolor=colour if row.clear else PAPER,
              markeredgewidth=1.6, clip_on=False, gid=f"row{place}")
    axes.text(1.02, place, row.shown, transform=axes.get_yaxis_transform(), va="center", fontsize=8.5, color=INK)


def _square(across: str, up: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(3.9, 3.0))
    axes = figure.add_axes((0.16, 0.15, 0.80, 0.81))
    axes.set_xlim(0, 1.02)
    axes.set_xlabel(across)
    axes.set_ylabel(up)
    axes.tick_params(axis="y", labelcolor=MUTED, labelsize=8.5)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(FuncFormatter(_percent))
        axis.set_major_locator(MaxNLocator(5))
    axes.grid(color=RULE, linewidth=0.8)
    axes.spines[:].set_visible(False)
    return figure, axes


def _drawn(figure: Figure) -> str:
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    return out.getvalue()


def _percent(value: float, _: int) -> str:
    return f"{value:.0%}"


def _points(value: float, _: int) -> str:
    return f"{value * 100:+.0f}".replace("-", "−") if round(value, 6) else "0"
