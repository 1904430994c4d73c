"""Trains the reader, which finds in a text what answers a question: `python -m benchmarks.train_reader WORK`."""
