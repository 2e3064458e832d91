# One place for every recipe. `make help` lists them.
#
# Paths stay relative, so that a folder with spaces or Chinese in its name works.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

BIN := .venv/bin
ANLAN := $(BIN)/anlan
COUNTY ?=
ARGS ?=
NAME ?=

.PHONY: help
help: ## List the recipes.
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | \
	  while IFS=$$'\t' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

# Install ---------------------------------------------------------------------------------------

.PHONY: setup
setup: ## Install what running needs (Debian packages, .venv); quick when it is there.
	@scripts/setup base
	@$(BIN)/python -m anlan.operations.catalogues compile
	@$(BIN)/python -m anlan.operations.compiled

.PHONY: setup-test
setup-test: ## Install what developing and testing needs on top.
	@scripts/setup dev
	@$(BIN)/python -m anlan.operations.catalogues compile
	@$(BIN)/python -m anlan.operations.compiled

# Run -------------------------------------------------------------------------------------------

.PHONY: demo
demo: setup ## Run the demonstration county: make demo COUNTY=蓟州区 ARGS="--port 9000"
	@exec env ANLAN_DEMO=1 $(ANLAN) up $(if $(COUNTY),--county "$(COUNTY)") $(ARGS)

.PHONY: story
story: setup-test ## Play the main job in a fresh installation; the last line is JSON.
	@exec $(ANLAN) story --fresh $(ARGS)

.PHONY: bench
bench: setup ## Measure one thing or all: make bench NAME=pages
	@for name in $(if $(NAME),$(NAME),$$($(ANLAN) bench --list)); do \
	  echo "bench $$name"; $(ANLAN) bench "$$name" --json $(ARGS); done

# Examine ---------------------------------------------------------------------------------------

.PHONY: test
test: setup-test ## Run all tests: make test ARGS="src/anlan/base -k audit"
	@exec $(ANLAN) test $(ARGS)

.PHONY: verify
verify: setup ## Compare every model with published cases and measurements; write the report.
	@exec $(ANLAN) science verify $(ARGS)

.PHONY: check
check: setup-test ## Run every check that needs no test: format, lint, types, layers, translations …
	@scripts/check

# Write -----------------------------------------------------------------------------------------

.PHONY: format
format: setup-test ## Format the Python sources.
	@$(BIN)/ruff format src scripts $(wildcard tests)
	@$(BIN)/ruff check --fix src scripts $(wildcard tests)

.PHONY: messages
messages: setup ## Bring the translation catalogues up to date and compile them.
	@$(BIN)/python -m anlan.operations.catalogues make

.PHONY: diagrams
diagrams: setup ## Draw the state diagrams of the documentation from the state tables.
	@$(ANLAN) manage diagrams

.PHONY: frontend
frontend: ## Build styles and scripts from frontend/ (needs Node; the result is committed).
	@cd frontend && npm install --no-save --no-audit --no-fund && npm run build

.PHONY: lock
lock: setup-test ## Compile the dependency locks from requirements/*.in.
	@for name in base dev; do \
	  $(BIN)/uv pip compile -q --generate-hashes --no-emit-index-url \
	    requirements/$$name.in -o requirements/$$name.lock; done

.PHONY: clean
clean: ## Remove the demonstration's data and everything that was made (keeps .venv).
	@if [ -x $(ANLAN) ]; then $(ANLAN) down || true; fi
	@scripts/clean
