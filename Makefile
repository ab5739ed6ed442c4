# Everything that CI runs, and everything a newcomer needs. From a fresh clone: `make demo`, `make test`.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
DEMO   ?= demo

.PHONY: help demo test slow soak browser check fix bench quality docs screenshots wheel clean

help:  ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

$(VENV)/ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name one with PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $@

demo: $(VENV)/ready  ## build the demonstration graph and ask it who did what to whom
	$(BIN)/kg demo --to $(DEMO)

test: $(VENV)/ready  ## run the tests, on all cores, in under five minutes
	$(BIN)/python -m pytest -n auto --dist worksteal -m "not slow and not browser"

slow: $(VENV)/ready  ## run the heavier tests: wheel, kills, histories, servers, notebooks, whole README
	$(BIN)/python -m pytest -m "slow and not browser"

soak: $(VENV)/ready  ## try 200 kills and 300 histories of a graph: some 40 minutes
	$(BIN)/python benchmarks/soak.py --histories 300 --kills 200

browser: $(VENV)/ready  ## run the tests in a real browser (Playwright, Debian's Chromium) and fetch axe-core for them
	$(BIN)/python tests/fetch_axe.py || true
	$(BIN)/python -m pytest -m browser

check: $(VENV)/ready  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/mypy

fix: $(VENV)/ready  ## mend what ruff can mend, and what is made from the ontology
	$(BIN)/ruff check --fix .
	$(BIN)/python ontology/tools/fix.py

bench: $(VENV)/ready  ## measure speed and memory
	for bench in benchmarks/bench_*.py; do $(BIN)/python $$bench || exit 1; done

quality: $(VENV)/ready  ## measure reading against the gold and write docs/quality.md
	$(BIN)/python benchmarks/quality.py

docs: $(VENV)/ready  ## renew what is made by commands: the pages of the queries, the session in README.md
	$(BIN)/python docs/queries/make_pages.py
	$(BIN)/python docs/session.py

screenshots: $(VENV)/ready  ## draw the pictures of the README
	$(BIN)/python docs/screenshots.py

wheel: $(VENV)/ready  ## build the wheel into dist/
	$(BIN)/python -m build --wheel

clean:  ## remove what make made
	rm -rf $(VENV) $(DEMO) dist build
