# AdVision's commands. `make` alone lists them.
# PORT, WEB_WORKERS and the other settings come from the environment or .env (docs/settings.md).

SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv/bin
PYTHON_TESTS := $(VENV)/python -m pytest

.PHONY: help run setup test test-long lint types unit integration contract architecture e2e \
	bench audit docs requirements clean

help:  ## List the commands
	@grep -hE '^[a-z0-9 -]+:.*## ' Makefile | while IFS= read -r line; do \
		for name in $${line%%:*}; do printf '  make %-13s %s\n' "$$name" "$${line##*## }"; done; done

run:  ## Set up what is missing, load the example organization once, serve on http://127.0.0.1:8050 (WITHOUT_ML=1: small)
	@scripts/setup.sh web worker $(if $(WITHOUT_ML),,ml)
	@exec $(VENV)/python scripts/run.py

setup:  ## Make .venv with everything the application and the checks need
	@scripts/setup.sh web worker ml dev

test: setup  ## Run every check that CI runs; installs PostgreSQL, Redis, nginx and Chromium where it may
	@$(VENV)/python scripts/check.py

test-long: setup  ## The tests that take minutes: many examples, kills, load
	@scripts/test_services.sh
	$(PYTHON_TESTS) -m long $(ARGS)

lint: setup  ## Style, formatting, layers, security
	$(VENV)/ruff check .
	$(VENV)/ruff format --check .
	$(VENV)/lint-imports --no-logo
	$(VENV)/bandit -q -c pyproject.toml -r .

types: setup  ## Types, strict below the edges
	$(VENV)/mypy

unit integration contract architecture e2e: setup  ## One kind of tests (ARGS="-k word" narrows it)
	@if [ $@ != unit ]; then scripts/test_services.sh; fi
	$(PYTHON_TESTS) tests/$@ $(ARGS)

bench: setup  ## Speed: every script in benchmarks/ prints a table and writes JSON
	@mkdir -p benchmarks/results
	@set -e; for script in benchmarks/[a-z]*.py; do echo "== $$script"; $(VENV)/python "$$script" $(ARGS); done

audit: setup  ## Known faults in the pinned packages (asks a service on the internet, so not part of test)
	$(VENV)/pip-audit --requirement requirements/web.txt --requirement requirements/worker.txt

docs: setup  ## Check that every link between the documents leads somewhere
	$(VENV)/python scripts/check_links.py

requirements: setup  ## Compile requirements/*.in into the locks (UPGRADE=1 renews the pins)
	@PATH="$(CURDIR)/$(VENV):$$PATH" scripts/lock.sh

clean:  ## Remove caches and build output; .venv and var stay
	rm -rf build .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache node_modules
	find . -name __pycache__ -type d -not -path './.venv/*' -prune -exec rm -rf {} +
