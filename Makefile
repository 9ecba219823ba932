# Sayso's intentions. `make` alone lists them.
PORT ?= 8600
PYTHON ?= python3
VENV := .venv
CLIENT := src/sayso/data/client/core.js
CLIENT_SOURCES := $(shell find client -name node_modules -prune -o -type f -print 2>/dev/null)

.PHONY: help demo test setup check bench lock clean

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: setup ## set everything up and start the demo publication on 127.0.0.1:8600 (PORT= changes it)
	@exec $(VENV)/bin/sayso demo --port $(PORT)

test: setup check ## set everything up and run every test, real browsers included
	@.ci/system-packages chromium
	@.ci/system-packages firefox
	@$(VENV)/bin/python -m pytest $(ARGS)

setup: $(VENV)/.installed $(CLIENT) ## prepare .venv and the browser client; fast when nothing changed

check: setup ## lint, types, architecture, byte budgets
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@cd client && PATH="$(CURDIR)/$(VENV)/bin:$$PATH" npm run --silent check
	@$(VENV)/bin/python -m pytest -q tests/test_architecture.py tests/test_docs.py

bench: setup ## the benchmarks, side by side, as ratios
	@for script in benchmarks/*/run.py; do [ -e "$$script" ] || continue; $(VENV)/bin/python "$$script" || exit; done

lock: setup ## resolve pyproject.toml again into requirements.lock
	@$(VENV)/bin/pip install --quiet uv
	@$(VENV)/bin/uv pip compile pyproject.toml --quiet --all-extras --group dev --universal \
		--python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
		--output-file requirements.lock >/dev/null

clean: ## remove what setup built
	rm -rf $(VENV) client/node_modules src/sayso/data/client

$(VENV)/.installed: requirements.lock pyproject.toml hatch_build.py
	@.ci/system-packages python-venv
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Sayso needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Name another with PYTHON=."; exit 2; }
	@[ -x $(VENV)/bin/python ] || $(PYTHON) -m venv $(VENV)
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(VENV)/bin/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(CLIENT): $(CLIENT_SOURCES) | $(VENV)/.installed
	@cd client && export PATH="$(CURDIR)/$(VENV)/bin:$$PATH" && \
		npm ci --silent --no-audit --no-fund && npm run --silent build
	@touch $@
