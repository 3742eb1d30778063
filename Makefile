# The front door. `make help` lists what there is.
# On a machine with only Python >= 3.11 (pip, venv), make and git: uv is used when it is there, and otherwise
# put into the project's own .venv.

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
UV := $(shell command -v uv 2>/dev/null || echo $(BIN)/uv)
export UV_PROJECT_ENVIRONMENT := $(VENV)
unexport VIRTUAL_ENV

.DEFAULT_GOAL := help
.PHONY: help run test lint check demo bench bench-planning bench-forecast ids stale-facts screenshots docs faults soak format wheel clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: $(VENV)/.runtime ## set everything up and open the app
	@$(BIN)/roadtrack

demo: $(VENV)/.runtime ## the app on made-up data, deleted on exit
	@$(BIN)/roadtrack demo

test: $(VENV)/.dev ## set everything up and run the tests
	$(BIN)/python -m pytest -n 4 --dist worksteal -q -m "not soak"

lint: $(VENV)/.dev ## ruff, mypy strict, the walls between the rooms
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

check: lint docs-check test ## all that CI runs

docs: $(VENV)/.dev ## write the generated references of the handbook anew
	$(BIN)/python scripts/docs.py

docs-check: $(VENV)/.dev
	$(BIN)/python scripts/docs.py --check

screenshots: $(VENV)/.dev ## draw the pictures of the README anew
	$(BIN)/python scripts/screenshots.py

ids: $(VENV)/.dev ## put new steps of the built-in curricula on the list of ids that never go
	$(BIN)/python scripts/library.py ids

stale-facts: $(VENV)/.dev ## built-in facts that were last checked more than 180 days ago
	$(BIN)/python scripts/library.py stale

bench: $(VENV)/.dev ## ratios measured side by side; not part of the tests
	$(BIN)/python benchmarks/run.py

# Arguments of the two below: SEEDS=0-99, JSON=1; FAMILY=F1 to F7, ADHERENCE=0 to 1; WEEKS=0,2,4, LEARNER=main, a, b.
# OR-tools goes beside the environment, not into it: only the optimum needs it, and without it there is none.
ANSWER = $(if $(filter-out 0,$(JSON)),--json) $(if $(SEEDS),--seeds '$(SEEDS)')
SOLVER := $(VENV)/bench

bench-planning: $(VENV)/.dev ## the planner against the optimum and other rules, on made-up learners
	@[ -e $(SOLVER)/.installed ] || { $(UV) pip install --quiet --python $(BIN)/python --target $(SOLVER) 'ortools>=9.15,<10' >&2 \
	&& touch $(SOLVER)/.installed; } || echo "OR-tools could not be installed" >&2
	@PYTHONPATH=$(SOLVER) $(BIN)/python benchmarks/planning/run.py $(ANSWER) \
	$(if $(FAMILY),--family '$(FAMILY)') $(if $(ADHERENCE),--adherence '$(ADHERENCE)')

bench-forecast: $(VENV)/.dev ## the forecast against other forecasts, on made-up learners
	@$(BIN)/python benchmarks/planning/forecast.py $(ANSWER) \
	$(if $(LEARNER),--learner '$(LEARNER)') $(if $(WEEKS),--weeks '$(WEEKS)')

.PHONY: bench-retention
bench-retention: $(VENV)/.dev ## the choice of reviews against other choices; SEEDS=0-59, JSON=1
	@$(BIN)/python benchmarks/planning/retention.py $(ANSWER)

faults: $(VENV)/.dev ## long runs: kills, full disks, many writers
	$(BIN)/python -m pytest tests/faults -q -s

soak: $(VENV)/.dev ## the long runs of the app: random keys, hostile text on every screen
	$(BIN)/python -m pytest -q -n 2 -m soak tests/tui tests/journal

format: $(VENV)/.dev ## format the code
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format .

wheel: $(VENV)/.dev ## build the wheel into dist/
	$(UV) build --wheel --quiet

clean: ## remove what was built
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(VENV)/pyvenv.cfg:
	@if [ -z "$(PYTHON)" ]; then echo "roadtrack needs Python 3.11 or newer; none was found." >&2; exit 1; fi
	@if command -v uv >/dev/null 2>&1; then uv venv --quiet --python "$(PYTHON)" $(VENV); \
	else $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet --disable-pip-version-check uv; fi

$(VENV)/.runtime: pyproject.toml uv.lock | $(VENV)/pyvenv.cfg
	@[ -e $(VENV)/.dev ] || $(UV) sync --quiet --locked --no-dev --inexact
	@touch $@

$(VENV)/.dev: pyproject.toml uv.lock | $(VENV)/pyvenv.cfg
	@$(UV) sync --quiet --locked --inexact
	@touch $@
