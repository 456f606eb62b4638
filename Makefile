# Two commands matter: `make demo` and `make test`. Both set everything up first and work offline afterwards.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
PATHS := agent api evals jobs retrieval shop tools ui tests cli.py wire.py

.PHONY: demo test setup check fix evals lock wheel clean

demo: setup
	$(BIN)/aisle demo

test: $(VENV)/.dev check
	$(BIN)/pytest -n 2 --dist loadgroup

setup: $(VENV)/.runtime

$(UV):
	$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11), "Aisle needs Python 3.11 or newer, this is " + sys.version.split()[0]'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.9'

# The lock names no registry: uv asks whichever one this machine is set up for, and checks every hash.
$(VENV)/.runtime: requirements.lock pyproject.toml | $(UV)
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements.lock
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	$(UV) pip install --quiet --python $(BIN)/python --require-hashes --no-deps -r requirements-dev.lock
	touch $@

check: $(VENV)/.dev
	$(BIN)/ruff format --check --quiet $(PATHS)
	$(BIN)/ruff check --quiet $(PATHS)
	$(BIN)/mypy $(PATHS)
	$(BIN)/lint-imports

fix: $(VENV)/.dev
	$(BIN)/ruff check --fix --quiet $(PATHS)
	$(BIN)/ruff format --quiet $(PATHS)

evals: $(VENV)/.dev
	$(BIN)/python -m evals

lock: | $(UV)
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra all pyproject.toml -o requirements.lock
	$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra all --extra spark --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

wheel: $(VENV)/.dev
	$(BIN)/python -m build --wheel --outdir dist

clean:
	rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
