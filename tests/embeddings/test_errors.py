import pytest

from embeddings.errors import ModelError, PullquoteError, VectorError


@pytest.mark.parametrize("error", [ModelError, VectorError])
def test_every_error_stands_below_the_one_root(error):
    assert issubclass(error, PullquoteError)
    assert error.__name__ in __import__("embeddings.errors").errors.__doc__
