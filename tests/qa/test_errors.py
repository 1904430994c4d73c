import pytest

from embeddings import errors as embedding_errors
from qa import errors


@pytest.mark.parametrize("name", errors.__all__)
def test_every_error_stands_below_the_one_root_and_in_the_tree_of_the_docstring(name):
    assert issubclass(getattr(errors, name), embedding_errors.PullquoteError)
    assert name in errors.__doc__


def test_the_errors_keep_what_they_are_about():
    unread = errors.ReadError("/news/a.txt", "is empty")
    assert (str(unread), unread.source, unread.reason) == ("/news/a.txt: is empty", "/news/a.txt", "is empty")
    unknown = errors.UnknownArticleError("abc")
    assert unknown.article_id == "abc"
    assert "'abc'" in str(unknown)
    assert isinstance(unknown, errors.LibraryError)
