import pytest

from embeddings.bundled import BundledEncoder
from embeddings.encoder import DEFAULT_ENCODER
from embeddings.load import load_encoder


@pytest.mark.parametrize("arguments", [[], [DEFAULT_ENCODER]])
def test_the_default_name_gives_the_bundled_encoder(arguments):
    encoder = load_encoder(*arguments)
    assert isinstance(encoder, BundledEncoder)
    assert (encoder.name, encoder.dimension) == ("bge-small-en-v1.5-int8", 384)
