# Two commands do everything: `make run` serves the explorer, `make test` checks it.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run test test-heavy lint layers docs browser postgis nginx clean help

help:
	@echo "make run    the explorer at http://localhost:$(PORT)"
	@echo "make test   style, types, imports, data, layers and all tests"
	@echo "make test-heavy   what takes long: tens of thousands of plots, kills, clusters"
	@echo "make layers write layers/ anew from data/"
	@echo "make docs   the documents as a site in site/, the dictionary written anew"

run: .venv/run.done
	$(BIN)/streamlit run app.py --server.port $(PORT)

# The browser tests run by themselves: their event loop would stand in the way.
test: .venv/test.done browser postgis lint
	$(BIN)/python -m qngeo publish --check
	$(BIN)/python -m qngeo check
	$(BIN)/python -m pytest -n 2 --dist loadfile --ignore tests/browser
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/browser

test-heavy: .venv/test.done browser postgis nginx
	$(BIN)/python -m pytest tests --ignore tests/browser -m heavy -s
	$(BIN)/python -m pytest tests/browser -m heavy -s
	$(BIN)/python -m pytest tests/property --hypothesis-profile thorough

lint: .venv/test.done
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

layers: .venv/run.done
	$(BIN)/python -m qngeo publish

# The variable keeps back the theme's notice of its successor; it is no warning of ours.
docs: .venv/test.done
	$(BIN)/python -m docs.make_dictionary
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict --quiet

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

# The prefix is tested behind a real nginx, with the file in deploy/.
nginx:
	@if ! PATH="$$PATH:/usr/sbin" command -v nginx >/dev/null; then \
		command -v apt-get >/dev/null || { echo "no nginx: install it" >&2; exit 1; }; \
		as=$$([ "$$(id -u)" = 0 ] || echo sudo); \
		{ $$as apt-get update -qq && $$as apt-get install -y -qq nginx-light; } \
			|| { echo "nginx was not installed: install it" >&2; exit 1; }; \
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
