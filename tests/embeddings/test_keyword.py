import numpy as np

from embeddings.keyword import KeywordEncoder


def test_each_keyword_is_an_axis_and_texts_with_none_share_the_last():
    encoder = KeywordEncoder(["bridge", "River"])
    rows = encoder.encode_passages(["The BRIDGE.", "a river, a river", "bridge river", "abridged", ""])
    half = 2 ** -0.5  # (1, 1, 0) / √2
    np.testing.assert_allclose(rows, [[1, 0, 0], [0, 1, 0], [half, half, 0], [0, 0, 1], [0, 0, 1]], rtol=1e-6)
    assert rows.dtype == np.float32


def test_questions_are_encoded_like_passages_but_not_counted():
    encoder = KeywordEncoder(["bridge"])
    assert encoder.encode_questions(["Which bridge?"]).tolist() == encoder.encode_passages(["a bridge"]).tolist()
    assert encoder.encoded == 1


def test_no_texts_give_no_rows():
    assert KeywordEncoder(["a", "b"]).encode_passages([]).shape == (0, 3)


def test_the_name_tells_encoders_of_other_keywords_apart():
    assert KeywordEncoder(["a", "b"]).name == KeywordEncoder(["A", "b"]).name != KeywordEncoder(["a"]).name
