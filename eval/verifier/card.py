"""A verifier's card: how often it is right on sentences of which one thing was changed, or nothing.

`edits.jsonl` is made by `python -m eval.verifier.build` from the project's own set. Whoever looks at shared words alone
calls every one of these claims supported, and is right on half.
"""

from dataclasses import dataclass
from pathlib import Path

from eval.data import parse_lines
from eval.summary import mean_estimate
from eval.types import Estimate
from eval.verifier.support import Pair, Verifier

FILE = Path(__file__).with_name("edits.jsonl")
UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Edit:
    """A paragraph of an article, and a sentence of it as it stands (`unchanged`) or with one change.

    `edit` names the change; a claim that was changed is not supported. `story` is the cluster.
    """

    story: str
    edit: str
    premise: str
    claim: str


@dataclass(frozen=True, slots=True)
class Card:
    """How often a verifier is right: over all edits, and by the name of the edit."""

    accuracy: Estimate
    by_edit: dict[str, Estimate]


def card(verifier: Verifier, edits: tuple[Edit, ...] | None = None) -> Card:
    """Return the card of a verifier, on these edits; None: on those that are shipped."""
    known = load_edits() if edits is None else edits
    said = verifier([Pair(edit.premise, edit.claim) for edit in known])
    rows = [(edit.edit, (float(supported == (edit.edit == UNCHANGED)), edit.story))
            for edit, supported in zip(known, said, strict=True)]
    return Card(mean_estimate([row for _, row in rows]),
                {name: mean_estimate([row for edit, row in rows if edit == name])
                 for name in dict.fromkeys(edit for edit, _ in rows)})


def load_edits() -> tuple[Edit, ...]:
    """Return the minimal edits that are shipped."""
    return tuple(parse_lines(FILE, Edit))
