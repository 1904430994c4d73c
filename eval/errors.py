"""The errors of the suite; they stand below the project's one root.

    PullquoteError        (embeddings)
    └── EvalError         data, a run or a policy that cannot be used
        └── DataError     lines that are not what the format asks for, all of them together

What a person can put right in their files is one of these; anything else that is raised is a fault of the suite.
"""

from collections.abc import Iterable

from embeddings.errors import PullquoteError

__all__ = ["DataError", "EvalError"]

_SHOWN = 20


class EvalError(PullquoteError):
    """Data, a run or a policy that cannot be used."""


class DataError(EvalError):
    """Data that break the format: `where` is the file or folder, `problems` holds every one of them, a line each."""

    def __init__(self, where: str, problems: Iterable[str]) -> None:
        self.where = where
        self.problems = tuple(problems)
        more = len(self.problems) - _SHOWN
        lines = [*self.problems[:_SHOWN], *([f"and {more} more"] if more > 0 else [])]
        super().__init__(f"{where}: {len(self.problems)} problem{'s' * (len(self.problems) != 1)}\n  "
                         + "\n  ".join(lines))
