# Two commands: `make run` and `make test`. The rest is for those who change the code.
PYTHON ?= python3.11
BIN := .venv/bin
TEST_DATA = $${CHUNGTAY_TEST_DATA:-.data-test}
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: run setup test suite walk check lint types imports django templates template bench screens messages lock clean

run: setup            ## everything: set up, load, demo world, web server and worker
	@CHUNGTAY_DEMO=$${CHUNGTAY_DEMO:-1} $(BIN)/chungtay run

setup: .venv/.ready   ## only .venv with the command chungtay in it

.venv/.ready: requirements.lock pyproject.toml package-lock.json
	@command -v $(PYTHON) >/dev/null 2>&1 || { echo "Python 3.11 is needed (or: make PYTHON=/path/to/python3.11)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "Installing the parts we stand on…"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	@PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@if command -v npm >/dev/null 2>&1; then npm ci --silent --no-audit --no-fund || echo "Fonts could not be fetched; system fonts serve."; \
	  else echo "Node is not here; system fonts serve."; fi
	@touch $@

test: setup           ## checks, then the whole suite with the browser journeys and the walk over every page
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target check template
	@$(MAKE) --no-print-directory --keep-going suite walk

suite:                # order: tests/conftest.py
	@CHUNGTAY_DATA=$(TEST_DATA) $(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder -m "not screens"

walk:                 # over every page of the demo world, in a database of its own; after the suite: a page waits for nobody else
	@CHUNGTAY_DATA=$(TEST_DATA) $(BIN)/pytest tests/screens -m screens

check: types lint imports django templates ## lint, types, imports, templates, migrations, law files; quicker with --jobs 2

django:
	@CHUNGTAY_DATA=$(TEST_DATA) $(BIN)/chungtay makemigrations --check --dry-run -v 0
	@CHUNGTAY_DATA=$(TEST_DATA) $(BIN)/chungtay check --fail-level WARNING
	@CHUNGTAY_DATA=$(TEST_DATA) $(BIN)/chungtay check_law

templates:
	@$(BIN)/djlint chungtay --lint --quiet

template:             # the migrated database the tests copy, while the other core checks types
	@CHUNGTAY_DATA=$(TEST_DATA) DJANGO_SETTINGS_MODULE=chungtay.config.settings $(BIN)/python -m tests.ground

lint:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types:
	@CHUNGTAY_DATA=$(TEST_DATA) $(BIN)/mypy chungtay bench

imports:
	@$(BIN)/lint-imports

bench: setup          ## the performance ratios (docs/operations/performance.md)
	@$(BIN)/chungtay bench --all

screens: setup walk   ## pictures of every page at 360 and 1280 px, with axe

messages: setup       ## compiles the translations after chungtay/locale was edited
	@CHUNGTAY_DATA=$(TEST_DATA) $(BIN)/chungtay compile_words

lock:                 ## new exact versions with digests
	@$(BIN)/pip-compile --quiet --extra dev --generate-hashes --allow-unsafe --strip-extras --no-emit-index-url --no-emit-find-links \
	  --no-header --output-file requirements.lock pyproject.toml

clean:
	@rm -rf .venv .data-test node_modules
