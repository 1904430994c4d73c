"""What tests of several packages share: the bundled models, loaded once, a browser, and hypothesis made repeatable."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["HF_HUB_OFFLINE"] = "1"  # read when the hub client is imported

import pytest
from hypothesis import HealthCheck, settings

from embeddings.bundled import BundledEncoder, Reranker
from embeddings.keyword import KeywordEncoder
from eval.notebook import Notebook
from qa import Assistant
from tests.postgres import Postgres

settings.register_profile("pullquote", deadline=None, derandomize=True, database=None, max_examples=100,
                          suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("pullquote")

BROWSERS = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]


@pytest.fixture(scope="session")
def bundled() -> BundledEncoder:
    """The bundled encoder."""
    return BundledEncoder()


@pytest.fixture(scope="session")
def reranker() -> Reranker:
    """The bundled cross-encoder."""
    return Reranker()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of our own. Where it cannot be started tests are skipped, but not where `CI` is set."""
    folder = tempfile.mkdtemp(prefix="pq")  # short: the path of a socket may have 107 characters
    try:
        with Postgres(Path(folder) / "data") as server:
            yield server
    except (ImportError, OSError, subprocess.SubprocessError) as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL cannot be started: {error}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def pier(tmp_path: Path) -> Assistant:
    """A library of one article about a pier, and an encoder without a model."""
    (tmp_path / "pier.txt").write_text("Pier opens\n\nThe pier at Solm opened on 3 May. It cost 40 crowns.", "utf-8")
    opened = Assistant.open(tmp_path / "library", KeywordEncoder(["pier"]))
    opened.add(tmp_path / "pier.txt")
    return opened


@pytest.fixture
def notebook(tmp_path: Path, pier: Assistant) -> Notebook:
    """The notebook of that library, in which nothing is written."""
    return Notebook(tmp_path / "library" / "evaluation", pier.store)


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data beside the repository, which is not part of the project."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"the public data are not there: {folder}")
    return folder


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """A running Chromium, closed after the module: while it runs, no other event loop can."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip(f"no browser on the path; looked for {', '.join(BROWSERS)}")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()
