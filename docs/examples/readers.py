"""Prints floors, ceilings and readers of the two sets that are known to have been read by others.

    python docs/examples/readers.py [QUOTESUM]      QUOTESUM: default ../shared/data/quotesum
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from eval.adapters import load_named
from eval.readers import readers_of
from eval.references import reference_lines, references

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Print a line for every system and reader, after the name of the set."""
    quotesum = sys.argv[1] if len(sys.argv) > 1 else ROOT.parent / "shared" / "data" / "quotesum"
    for data in (f"own:{ROOT / 'examples'}", f"quotesum:{quotesum}"):
        dataset = load_named(data)
        lines = [dataset.name, *reference_lines(references(dataset, {}, readers_of(data, dataset)))]
        sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
