"""The root of all errors pullquote raises, and those of this package.

    PullquoteError
    ├── ModelError     a model or vocabulary cannot be found, loaded or trusted
    └── VectorError    vectors or an index file that cannot be used

`qa.errors` adds its own branches below the same root. A message says what happened, where, and what to do.
"""


class PullquoteError(Exception):
    """Anything that a user can be told in one line; the CLI and the app catch this and nothing else."""


class ModelError(PullquoteError):
    """A model or vocabulary cannot be found, loaded or trusted."""


class VectorError(PullquoteError):
    """Vectors of the wrong shape or content, or an index file that is missing or damaged."""
