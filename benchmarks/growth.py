"""Draws how each cost of search by meaning grows with the library, from the figures that `benchmarks.scale` has kept.

    python -m benchmarks.growth [benchmarks/figures/scale.json] [--out docs/growth.svg]

Each cost has a plot of its own, both axes logarithmic: a line as steep as the dotted one grows as the library does.
"""

import argparse
import json
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

COSTS = {"minutes": "minutes to fill", "disk": "MiB on disk", "mib": "MiB of memory",
         "first": "seconds to the first hits",
         "p50": "ms a search, half take less", "p95": "ms a search, 95 % take less"}
FIGURES = Path(__file__).parent / "figures" / "scale.json"
PICTURE = Path(__file__).parents[1] / "docs" / "growth.svg"


def draw(rows: list[dict[str, float]], out: Path) -> None:
    """Draw a plot for each cost into one picture, which is the same file for the same figures."""
    figure = Figure(figsize=(10, 6), layout="constrained", facecolor="white")
    sizes = [row["passages"] for row in rows]
    for axes, (cost, name) in zip(figure.subplots(2, 3).flat, COSTS.items(), strict=True):
        values = [row[cost] for row in rows]
        axes.loglog(sizes, values, "o-")
        axes.loglog(sizes, [values[-1] * size / sizes[-1] for size in sizes], ":", color="grey")
        axes.set(title=name, xlabel="passages")
        axes.grid(visible=True, alpha=0.3)
    with rc_context({"svg.hashsalt": "pullquote"}):
        figure.savefig(out, metadata={"Date": None})


def main() -> None:
    """Draw the picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("figures", nargs="?", type=Path, default=FIGURES)
    parser.add_argument("--out", type=Path, default=PICTURE)
    given = parser.parse_args()
    draw(json.loads(given.figures.read_text(encoding="utf-8")), given.out)


if __name__ == "__main__":
    main()
