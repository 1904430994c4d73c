"""What tests of several packages share: the bundled models, loaded once, and hypothesis made repeatable."""

import os

os.environ["HF_HUB_OFFLINE"] = "1"  # read when the hub client is imported

import pytest
from hypothesis import HealthCheck, settings

from embeddings.bundled import BundledEncoder, Reranker

settings.register_profile("pullquote", deadline=None, derandomize=True, database=None, max_examples=100,
                          suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("pullquote")


@pytest.fixture(scope="session")
def bundled() -> BundledEncoder:
    """The bundled encoder."""
    return BundledEncoder()


@pytest.fixture(scope="session")
def reranker() -> Reranker:
    """The bundled cross-encoder."""
    return Reranker()
