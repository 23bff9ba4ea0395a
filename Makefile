# Two commands do everything: `make run` serves the explorer, `make test` checks it.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run test test-heavy lint layers browser postgis clean help

help:
	@echo "make run    the explorer at http://localhost:$(PORT)"
	@echo "make test   style, types, imports, data, layers and all tests"
	@echo "make test-heavy   the map and the search with tens of thousands of plots"
	@echo "make layers write layers/ anew from data/"

run: .venv/run.done
	$(BIN)/streamlit run app.py --server.port $(PORT)

# The browser tests run by themselves: their event loop would stand in the way.
test: .venv/test.done browser postgis lint
	$(BIN)/python -m qngeo publish --check
	$(BIN)/python -m qngeo check
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/browser
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/browser

test-heavy: .venv/test.done browser postgis
	$(BIN)/python -m pytest tests/heavy tests/store tests/browser -m heavy -s

lint: .venv/test.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

layers: .venv/run.done
	$(BIN)/python -m qngeo publish

# The browser tests drive the system's Chromium; another one is named by CHROMIUM.
browser:
	@if [ -z "$$CHROMIUM" ] && ! command -v chromium >/dev/null; then \
		command -v apt-get >/dev/null || { echo "no Chromium: set CHROMIUM=/path/to/it" >&2; exit 1; }; \
		as=$$([ "$$(id -u)" = 0 ] || echo sudo); \
		{ $$as apt-get update -qq && $$as apt-get install -y -qq chromium; } \
			|| { echo "Chromium was not installed: set CHROMIUM=/path/to/it" >&2; exit 1; }; \
	fi

# The store's tests start a PostgreSQL of their own on a socket; POSTGRES_BIN names
# the folder of another initdb and pg_ctl that has PostGIS.
postgis:
	@if [ -z "$$POSTGRES_BIN" ] && ! ls /usr/share/postgresql/*/extension/postgis.control >/dev/null 2>&1; then \
		command -v apt-get >/dev/null || { echo "no PostGIS: set POSTGRES_BIN=/path/to/bin" >&2; exit 1; }; \
		as=$$([ "$$(id -u)" = 0 ] || echo sudo); \
		{ $$as apt-get update -qq && $$as apt-get install -y -qq postgresql-postgis; } \
			|| { echo "PostGIS was not installed: set POSTGRES_BIN=/path/to/bin" >&2; exit 1; }; \
	fi

.venv/run.done: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "qngeo needs Python 3.11 or newer: make run PYTHON=python3.12")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python's venv is missing: install python3-venv" >&2; exit 1; }
	[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/test.done: requirements-dev.txt .venv/run.done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
