import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from embeddings.encoder import unit

ROWS = arrays.arrays(np.float32, st.tuples(st.integers(0, 5), st.integers(1, 5)),
                     elements=st.floats(-1000, 1000, width=32, allow_subnormal=False))


def test_rows_are_scaled_to_length_one():
    # 3-4-5 triangle: (3, 4) / 5 = (0.6, 0.8)
    np.testing.assert_allclose(unit(np.array([[3, 4], [0, -2]], dtype=np.float32)), [[0.6, 0.8], [0, -1]], rtol=1e-6)


def test_a_row_of_zeros_stays_zero():
    assert unit(np.zeros((1, 3), dtype=np.float32)).tolist() == [[0, 0, 0]]


@given(ROWS)
def test_every_row_is_finite_float32_and_of_length_one_or_nearly_nothing(rows):
    scaled = unit(rows)
    assert scaled.dtype == np.float32
    assert scaled.shape == rows.shape
    lengths = np.linalg.norm(scaled, axis=1)
    assert np.all((np.abs(lengths - 1) < 1e-5) | (np.linalg.norm(rows, axis=1) < 1e-11))
