"""What tests of several packages share: the bundled models, loaded once, and hypothesis made repeatable."""

import os
from pathlib import Path

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


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data beside the repository, which is not part of the project."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the public data are not there: {folder}")
    return folder
