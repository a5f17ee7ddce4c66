# Two commands are enough: `make run` and `make test`. Both build .venv from the
# lock first; nothing but git, make and python3 >= 3.11 has to be there.
PYTHON ?= python3
BIN    := .venv/bin
# Prefect makes its database at home when it is first used, which takes ten seconds: done once, here.
MIGRATE := DO_NOT_TRACK=1 PREFECT_SERVER_ANALYTICS_ENABLED=false $(BIN)/prefect server database upgrade -y
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test lint types check fuzz bench bench-commit bench-damage bench-encoding bench-script bench-split bench-start data trees screenshots lock clean help

run: .venv/ready            ## clean corpus/ into dataset/
	$(BIN)/jiaokan run corpus --dataset dataset

test: .venv/ready .venv/opencc/ready  ## run the tests
	$(BIN)/pytest

lint: .venv/ready           ## ruff: style, imports, likely bugs
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: .venv/ready          ## mypy --strict
	$(BIN)/mypy

check: lint types test      ## all of the above

fuzz: .venv/ready           ## the properties, with many more examples
	HYPOTHESIS_PROFILE=fuzz $(BIN)/pytest -k "replayed or left_alone or partition or undo or ledger"

bench: .venv/ready          ## how fast corpora are cleaned, and where time goes; PEERS=/path/to/python, DOCUMENTS=N
	$(BIN)/python -m tests.bench.speed $(if $(PEERS),--peers $(PEERS)) $(if $(DOCUMENTS),--documents $(DOCUMENTS))
	$(if $(PEERS),$(BIN)/python -m tests.bench.speed.readme)

bench-commit: .venv/ready   ## what a night's commit costs in a dataset ten times as big
	$(BIN)/python -m tests.bench.commit

bench-damage: .venv/ready   ## the benchmark of repair: every class of damage, on the test half
	$(BIN)/python -m tests.bench.damage
	$(BIN)/python -m tests.bench.damage.readme

bench-encoding: .venv/ready ## how often bytes are read rightly, beside the detectors that are installed
	$(BIN)/python -m tests.bench.encoding
	$(BIN)/python -m tests.bench.encoding.readme

bench-script: .venv/opencc/ready  ## how well and how fast scripts are converted, beside each engine alone
	$(BIN)/python -m tests.bench.script

bench-split: .venv/ready    ## how well metadata and body are told apart; PEERS=/path/to/python that has the peers
	$(BIN)/python -m tests.bench.split $(if $(PEERS),--peers $(PEERS))
	$(if $(PEERS),$(BIN)/python -m tests.bench.split.readme)

bench-start: .venv/ready    ## how long the commands take on one small document
	$(BIN)/python -m tests.bench.start

data: .venv/ready           ## rebuild src/jiaokan/data; LM=… PROSE=… OPENCC=…: what build_*.py make
	$(BIN)/python src/jiaokan/data/build.py
	$(if $(LM),$(BIN)/python src/jiaokan/data/build_model.py $(LM) $(PROSE))
	$(BIN)/python src/jiaokan/data/build_crossings.py
	$(if $(PROSE),$(BIN)/python src/jiaokan/data/build_numbers.py $(PROSE))
	$(if $(OPENCC),$(BIN)/python src/jiaokan/data/build_opencc.py $(OPENCC))

trees: .venv/ready          ## learn src/jiaokan/data/lines.zst anew; needs scikit-learn in .venv (see tests/bench/split/train.py)
	$(BIN)/python -m tests.bench.split.train

screenshots: .venv/ready    ## pictures of a run's page in Prefect's UI, into build/; needs chromium
	$(BIN)/python -m tests.screenshots build

lock:                       ## resolve pyproject.toml anew into .requirements.lock (needs uv)
	uv pip compile pyproject.toml --group dev --group data --universal --python-version 3.11 \
	  --generate-hashes --no-header --no-annotate --upgrade -o .requirements.lock
	echo opencc | uv pip compile - --universal --python-version 3.11 --no-deps \
	  --generate-hashes --no-header --no-annotate --upgrade -o .requirements-opencc.lock

# pip comes with the repository: Debian's python3 has no ensurepip.
.venv/ready: .requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "jiaokan needs Python 3.11 or later: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "creating .venv from .requirements.lock (once, about a minute)"
	@$(PYTHON) -m venv --clear --without-pip .venv
	@$(BIN)/python $(wildcard .bootstrap/pip-*.whl)/pip --quiet install --no-index $(wildcard .bootstrap/pip-*.whl)
	@$(PIP) install --require-hashes -r .requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@$(MIGRATE) >/dev/null 2>&1 || true
	@touch $@

# The official OpenCC, beside the environment: its module would overwrite that of opencc-python-reimplemented. Tests and
# benchmarks run it in a process of its own, and read OpenCC's own cases from its sources.
.venv/opencc/ready: .requirements-opencc.lock .venv/ready
	@rm -rf .venv/opencc
	@$(PIP) install --require-hashes --no-deps --target .venv/opencc -r .requirements-opencc.lock
	@$(PIP) download --require-hashes --no-deps --no-binary opencc --dest .venv/opencc -r .requirements-opencc.lock
	@touch $@

clean:                      ## remove the environment and everything a run writes
	rm -rf .venv build dataset/[!R]* .pytest_cache .mypy_cache .ruff_cache .hypothesis

help:
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14
