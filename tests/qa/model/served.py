"""Serves a small language model on this computer until its input ends: `python served.py WEIGHTS CONTEXT`."""

import sys

import xllamacpp

parameters = xllamacpp.CommonParams()
parameters.model.path = sys.argv[1]
parameters.n_ctx = int(sys.argv[2])
parameters.n_parallel = 1
parameters.port = 0
parameters.warmup = False
parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1  # two would spin
server = xllamacpp.Server(parameters)
print(server.listening_address, flush=True)
sys.stdin.read()
