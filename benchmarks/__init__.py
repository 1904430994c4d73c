"""Speed, scale and quality, each figure by a command: `python -m benchmarks.NAME`."""
