import pytest

from embeddings import errors


@pytest.mark.parametrize("error", [errors.ModelError, errors.VectorError])
def test_every_error_stands_below_the_one_root_and_in_the_tree_of_the_docstring(error):
    assert issubclass(error, errors.PullquoteError)
    assert error.__name__ in errors.__doc__
