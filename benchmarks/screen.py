"""How many false statements the screen of a model's answer marks, and how many true ones it lets pass.

    python -m benchmarks.screen [--split dev|test] [--show]

`eval/own/statements.jsonl` holds statements on sentences of the example articles, written by hand: true ones in other
words than the article's, and false ones with an error of a `kind`. Its stories are parted into two halves: the screen
was made with `dev` before the eyes, `test` is what it is judged by. Prints both rates of each kind with Wilson's 95 %
interval, and with --show the statements that the screen is wrong about.
"""

import argparse
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from eval.own import HERE
from eval.statistics import wilson
from qa.article import Article, Quote
from qa.model.compose import quotes_of
from qa.model.prompt import Offer
from qa.model.screen import faults
from qa.passages import split_passages
from qa.read import parse_article, read_bytes

EXAMPLES = Path(__file__).parents[1] / "examples"
TRUE = "true"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A statement on a sentence of an article, and what is wrong with it: a kind of error, or `TRUE`."""

    split: str
    doc: str
    quote: str
    statement: str
    kind: str


def statements(split: str | None = None) -> list[Labelled]:
    """Return the labelled statements of one half, or of both."""
    lines = (HERE / "statements.jsonl").read_text(encoding="utf-8").splitlines()
    return [one for line in lines if (one := Labelled(**json.loads(line))).split == split or split is None]


def quotes(labelled: Labelled) -> tuple[Quote, ...]:
    """Return what an answer would quote for the sentence."""
    for passage in split_passages(_article(labelled.doc)):
        for place, sentence in enumerate(passage.sentences):
            if sentence.text == labelled.quote:
                return quotes_of([1], Offer(((passage, place),), ""))
    raise ValueError(f"{labelled.doc}: no sentence is {labelled.quote!r}")


@cache
def _article(doc: str) -> Article:
    path = EXAMPLES / doc
    return parse_article(path, read_bytes(path))


def main() -> None:
    """Print the rates."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=["dev", "test"], help="both by default")
    parser.add_argument("--show", action="store_true", help="the statements that the screen is wrong about")
    given = parser.parse_args()
    for split in [given.split] if given.split else ["dev", "test"]:
        judged = [(one, faults(one.statement, quotes(one))) for one in statements(split)]
        kinds = sorted({one.kind for one, _ in judged} - {TRUE})
        print(f"{split}: {len(judged)} statements")
        for name, chosen in [*((kind, {kind}) for kind in kinds), ("all false ones", set(kinds)), (TRUE, {TRUE})]:
            found = [bool(told) != (one.kind == TRUE) for one, told in judged if one.kind in chosen]
            low, high = (wilson(sum(found), len(found)).low, wilson(sum(found), len(found)).high)
            what = "pass" if name == TRUE else "marked"
            print(f"  {name:16}{sum(found):4} of {len(found):4} {what:7}{sum(found) / len(found):7.1%}  "
                  f"[{low:.1%}, {high:.1%}]")
        for one, told in judged if given.show else ():
            if bool(told) == (one.kind == TRUE):
                print(f"  {one.kind}: {one.statement}\n    of: {one.quote}\n    {'; '.join(told)}")


if __name__ == "__main__":
    main()
