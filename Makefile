# Two commands on a bare machine: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/sh
PYTHON ?= python3
BIN := .venv/bin
# Every command starts a fifth sooner with the bytecode of the last time at hand.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := help

.PHONY: help run test storm bench lint format lock browser

help:  ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

.venv/made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
		{ echo "The portal needs Python 3.11 or newer as '$(PYTHON)'; this machine has none."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
		{ echo "Python's venv module is missing (on Debian: apt install python3-venv)."; exit 1; }
	@$(PYTHON) -m venv .venv
	@touch $@

.venv/app: .venv/made requirements/app.txt
	@echo "Installing what the portal needs …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/app.txt
	@touch $@

.venv/dev: .venv/app requirements/dev.txt
	@echo "Installing what the checks need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

run: .venv/app  ## the portal with a sample register, its worker and a mailbox that catches the letters
	@$(BIN)/flask db upgrade
	@exec $(BIN)/flask dev run

lint: .venv/dev  ## style, types, import contracts, unused dependencies
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/deptry . --config requirements/deptry.toml

# Style, types and contracts are checked beside the tests, which leave a core idle now and then; when something is wrong there, it is said at the end.
test: .venv/dev browser  ## everything that CI runs: lint, types, import contracts, tests on SQLite and PostgreSQL, browser walks
	@said=$$(mktemp); $(MAKE) --no-print-directory lint >$$said 2>&1 & lint=$$!; \
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder -p tests.measuring.gates; tested=$$?; \
	wait $$lint || { cat $$said; echo "The checks above have failed, whatever the tests say."; tested=1; }; \
	rm -f $$said; exit $$tested

bench: .venv/dev  ## journeys beside hashing alone and a bare app, what time tells strangers, register files, letters (8 minutes on an idle machine)
	$(BIN)/python -m bench

storm: .venv/dev  ## every test on both databases, the storms at full size: crowds, kills, restarts, rubbish; prints the figures (an hour)
	STORM=full $(BIN)/pytest -n 2 --dist loadfile

# The browser walks need a Chromium. Debian's one without windows, which takes half the time, is installed when there is none
# and we may, else the whole one; otherwise the tests say so themselves: loudly on a person's machine, as a failure in CI.
browser:
	@for name in chromium-headless-shell chromium chromium-browser google-chrome google-chrome-stable; do \
		command -v $$name >/dev/null && exit 0; done; \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		echo "Installing Debian's Chromium for the browser walks …" && apt-get update -qq && \
		export DEBIAN_FRONTEND=noninteractive && install="apt-get install -y -qq --no-install-recommends" && \
		{ $$install chromium-headless-shell >/dev/null 2>&1 || $$install chromium >/dev/null; }; } || \
		echo "There is no Chromium, and it cannot be installed from here."

format: .venv/dev  ## put the code into its one format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: .venv/dev  ## compile requirements/*.in into hashed *.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes -o requirements/app.txt requirements/app.in
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes -o requirements/dev.txt requirements/dev.in
