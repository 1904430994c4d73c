import numpy as np
import onnx
import onnxruntime
import pytest
import torch

from benchmarks.fuse_graphs import EMBEDDINGS, cross_encoder, encoder, without_weights
from benchmarks.train_reader import LAYERS, Layers
from embeddings.bundled import CROSS_ENCODER, ENCODER
from embeddings.onnx import OnnxModel, carried_model
from embeddings.reader import INNER

TEXT = "The bridge over the Aune opened in June 1932. It cost 4 million crowns, which the city borrowed."
INPUTS = ["Rain.", TEXT, TEXT * 12, ("When did the bridge open?", TEXT), ("Who paid for it?", TEXT * 30)]


def states(layer):
    return f"/bert/encoder/layer.{layer}/output/LayerNorm/Add_1_output_0"


def as_carried(carried, encoding, *inner):
    """What the model itself gives, run as it came, not optimised, with inner values after its output."""
    model = onnx.load(carried_model(*carried))
    model.graph.output.extend(onnx.ValueInfoProto(name=name) for name in inner)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    feed = {"input_ids": encoding.ids, "attention_mask": encoding.attention_mask, "token_type_ids": encoding.type_ids}
    return [output[0] for output in session.run(None, {name: np.array([row]) for name, row in feed.items()})]


@pytest.mark.parametrize(("carried", "fuse"), [(ENCODER, encoder), (CROSS_ENCODER, cross_encoder)])
def test_a_graph_is_what_its_script_writes(carried, fuse):
    path = carried_model(*carried)
    written = without_weights(fuse(onnx.load(path)), path.read_bytes())
    assert (EMBEDDINGS / f"{carried[0]}.onnx").read_bytes() == written


@pytest.mark.parametrize("text", INPUTS)
def test_a_text_has_the_vector_that_the_carried_model_gives_it(text):
    (encoding, (vector,)), = OnnxModel(*ENCODER).run_whole([text])
    expected = as_carried(ENCODER, encoding)[0][0]
    assert vector @ expected / np.linalg.norm(vector) / np.linalg.norm(expected) > 0.99


@pytest.mark.parametrize("text", INPUTS)
def test_a_text_has_the_logit_and_states_that_the_carried_model_gives_it(text):
    (encoding, (logit, inner)), = OnnxModel(*CROSS_ENCODER).run_whole([text])
    expected_logit, expected = as_carried(CROSS_ENCODER, encoding, states(INNER - 1))
    close = 0.001 if len(inner) < 50 else 0.1  # of the states; in long texts a rounding soon tips a number of 8 bits
    assert np.abs(inner - expected).mean() < close * np.abs(expected).mean()
    assert logit == pytest.approx(expected_logit, abs=0.2)


def test_training_begins_with_the_layers_of_the_cross_encoder_that_follow():
    layers = Layers()
    layers.begin_as(onnx.load(carried_model(*CROSS_ENCODER)))
    (encoding, (_, found)), = OnnxModel(*CROSS_ENCODER).run_whole([("When?", TEXT)])
    expected = as_carried(CROSS_ENCODER, encoding, states(INNER - 1 + len(LAYERS)))[-1]
    with torch.no_grad():
        found = torch.tensor(found)[None]
        for layer in layers.layers:
            found = layer(found, None)
    assert np.abs(found[0].numpy() - expected).mean() < np.abs(expected).mean() / 10  # the one computes in int8
