import numpy as np
import pytest

from embeddings import graphs
from embeddings.bundled import Reranker

PAIR = ("Who opened the bridge?", ["The bridge was opened by the mayor.", "It rained."])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(graphs, "FOLDER", tmp_path / "graphs")
    return tmp_path / "graphs"


def test_a_graph_that_was_kept_scores_as_the_model_does(folder):
    first = Reranker().score(*PAIR)
    (kept,) = folder.iterdir()
    written = kept.stat().st_mtime_ns
    assert np.array_equal(Reranker().score(*PAIR), first)
    assert kept.stat().st_mtime_ns == written, "it was made again"


def test_a_damaged_graph_is_made_again(folder):
    first = Reranker().score(*PAIR)
    (kept,) = folder.iterdir()
    content = bytearray(kept.read_bytes())
    content[len(content) // 2] ^= 1
    kept.write_bytes(content)
    assert np.array_equal(Reranker().score(*PAIR), first)
    assert [path.read_bytes() == content for path in folder.iterdir()] == [False]


def test_without_a_folder_to_keep_them_in_models_load_all_the_same(folder):
    folder.write_bytes(b"in the way")
    assert Reranker().score(*PAIR)[0] > Reranker().score(*PAIR)[1]
    assert folder.read_bytes() == b"in the way"


def test_an_earlier_graph_is_used_in_place_of_the_model(folder, monkeypatch):
    Reranker().score(*PAIR)
    monkeypatch.setattr(graphs, "_run", lambda model, *_: model)
    (kept,) = folder.iterdir()
    name = kept.name.split("-onnxruntime-")[0]
    assert graphs.session(name, *[lambda: pytest.fail("the model was read")] * 2) == str(kept)
