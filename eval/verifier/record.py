"""What a verifier said of a run, kept in the run's folder as `verifier.json`, beside its card."""

from dataclasses import dataclass
from pathlib import Path

from eval.data import read_text, write_lines
from eval.errors import DataError
from eval.records import format_record, parse_record
from eval.types import Estimate
from eval.verifier.card import Card
from eval.verifier.support import Support

FILE = "verifier.json"


@dataclass(frozen=True, slots=True)
class Verified:
    """The command that is the verifier, what it says of a run, and how far it can be trusted."""

    command: str
    support: Support
    card: Card

    @property
    def measures(self) -> dict[str, Estimate]:
        """Return every number under its name: the two measures, the card's accuracy, and that of each edit."""
        return {"citation recall": self.support.citation_recall, "citation precision": self.support.citation_precision,
                "card: right": self.card.accuracy,
                **{f"card: {name}": found for name, found in self.card.by_edit.items()}}


def save_verified(folder: Path, verified: Verified) -> None:
    """Keep what a verifier said of the run in this folder, in place of what one said before."""
    write_lines(folder / FILE, [format_record(verified)])


def load_verified(folder: Path) -> Verified | None:
    """Return what a verifier said of a run, None where none was asked. Raises DataError for anything else there."""
    path = folder / FILE
    if not path.exists():
        return None
    try:
        return parse_record(read_text(path), Verified)
    except DataError as error:
        raise DataError(str(path), error.problems) from None


def verified_lines(verified: Verified) -> list[str]:
    """Return every number, a line each, with 95 % intervals; those that are undefined are left out."""
    return [f"  {name:28}{found.mean:7.3f}  [{found.low:.3f}, {found.high:.3f}]  {found.scored} scored"
            for name, found in verified.measures.items() if found.mean is not None]
