import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from benchmarks.fuse_graphs import EMBEDDINGS, encoder, without_weights
from benchmarks.train_reader.graph import graph
from benchmarks.train_reader.network import Network
from embeddings.bundled import CROSS_ENCODER, ENCODER
from embeddings.onnx import OnnxModel, carried_model

TEXT = "The bridge over the Aune opened in June 1932. It cost 4 million crowns, which the city borrowed."
INPUTS = ["Rain.", TEXT, TEXT * 12, ("When did the bridge open?", TEXT), ("Who paid for it?", TEXT * 30)]


def as_carried(carried, encoding):
    """What the model itself gives, run as it came, not optimised."""
    model = onnx.load(carried_model(*carried))
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    feed = {"input_ids": encoding.ids, "attention_mask": encoding.attention_mask, "token_type_ids": encoding.type_ids}
    return [output[0] for output in session.run(None, {name: np.array([row]) for name, row in feed.items()})]


def test_the_graph_of_the_encoder_is_what_its_script_writes():
    path = carried_model(*ENCODER)
    written = without_weights(encoder(onnx.load(path)), path.read_bytes())
    assert (EMBEDDINGS / "encoder.onnx").read_bytes() == written


@pytest.mark.parametrize("text", INPUTS)
def test_a_text_has_the_vector_that_the_carried_model_gives_it(text):
    (encoding, (vector,)), = OnnxModel("encoder", *ENCODER).run_whole([text])
    expected = as_carried(ENCODER, encoding)[0][0]
    assert vector @ expected / np.linalg.norm(vector) / np.linalg.norm(expected) > 0.99


@pytest.fixture(scope="module")
def network():
    return Network().eval()


@pytest.fixture(scope="module")
def written(network):
    """The network as it is written, under a folder of its own."""
    model = graph(network, onnx.load(carried_model(*CROSS_ENCODER)))
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


@pytest.mark.parametrize("text", INPUTS)
def test_training_begins_as_the_cross_encoder_and_is_written_as_it_is(network, written, text):
    encoding = OnnxModel("reader", *CROSS_ENCODER).tokens(text)
    ids, segments = (np.array([row]) for row in (encoding.ids, encoding.type_ids))
    with torch.no_grad():
        expected = [output[0].numpy() for output in network(torch.tensor(ids), torch.tensor(segments))]
    logit, answered, ends = (output[0] for output in written.run(None, {"input_ids": ids, "token_type_ids": segments}))
    carried = as_carried(CROSS_ENCODER, encoding)[0].item()
    assert expected[0].item() == pytest.approx(carried, abs=0.5)  # the one computes in int8
    assert logit.item() == pytest.approx(expected[0].item(), abs=0.5)
    assert answered.item() == pytest.approx(expected[1].item(), abs=0.2)
    assert np.abs(ends - expected[2]).mean() < 0.1 * np.abs(expected[2]).mean()
