# CivicHub needs Python 3.11 or newer and make; everything else is fetched into this folder.
# `make help` lists what can be made.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell command -v $(name) 2>/dev/null)))
UV_VERSION := 0.13.9
UV := .tools/bin/uv
RUN := .venv/bin/python -m
CHROMIUM = $(firstword $(foreach name,chromium chromium-browser google-chrome,$(shell command -v $(name) 2>/dev/null)))
TIERS = $(wildcard tests/guards tests/unit tests/db tests/phone tests/journeys)

# A registry that stumbles is asked once more.
twice = $(1) || { echo "That did not work; trying once more in 5 seconds." >&2; sleep 5; $(1); }

.PHONY: help setup demo phone test soak programs lint format lock bench scale clean

help: ## List what can be made
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 16

setup: .venv/.complete ## Make the environment in .venv, with the civichub command

# Debian ships Python without venv and sometimes without pip, hence three ways to the same program.
$(UV):
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed (on Debian: apt-get install python3)." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	    echo "$(PYTHON) is older than 3.11: name a newer one with PYTHON=." >&2; exit 1; }
	@rm -rf .tools
	@if $(PYTHON) -m venv .tools >/dev/null 2>&1; then \
	    $(call twice,.tools/bin/python -m pip install --quiet uv==$(UV_VERSION)); \
	elif $(PYTHON) -m pip --version >/dev/null 2>&1; then \
	    $(call twice,$(PYTHON) -m pip install --quiet --target .tools uv==$(UV_VERSION)); \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-venv >/dev/null \
	    && rm -rf .tools && $(PYTHON) -m venv .tools \
	    && $(call twice,.tools/bin/python -m pip install --quiet uv==$(UV_VERSION)); \
	else \
	    echo "Python has neither venv nor pip (on Debian: apt-get install python3-venv)." >&2; exit 1; \
	fi

.venv/.complete: requirements.txt pyproject.toml | $(UV)
	@test -x .venv/bin/python || $(UV) venv --quiet --python $(PYTHON) .venv
	@$(call twice,$(UV) pip install --quiet --python .venv/bin/python --require-hashes -r requirements.txt)
	@$(call twice,$(UV) pip install --quiet --python .venv/bin/python --no-deps -e .)
	@touch $@
	@echo "The environment is ready: .venv/bin/civichub --help"

demo: setup ## Run the demonstration until Ctrl-C; PORT=… and HOST=… if you like, DAY=20 to play a day at that speed
	@exec .venv/bin/civichub demo $(if $(PORT),--port $(PORT)) $(if $(HOST),--host $(HOST)) $(if $(DAY),--day $(DAY))

phone: setup ## Run a real telephone exchange beside the demonstration until Ctrl-C; HOST=… for telephones elsewhere
	@exec .venv/bin/civichub exchange $(if $(HOST),--host $(HOST))

test: setup programs ## Run every test: guards, unit, database, telephone, journeys
	@$(RUN) pytest -q -n auto --dist loadfile --no-loadscope-reorder --durations=25 --durations-min=5 $(TIERS)

soak: LONG = $(if $(shell command -v sipp 2>/dev/null),,sip-tester) $(if $(wildcard /usr/sbin/nginx),,nginx-light)
soak: setup programs ## Run the long tests: a day of calls, malformed requests, processes killed at work, a real provider
	@$(RUN) pytest -q -s tests/soak

# Debian's packages that the tests meet: each is missing when its own program or library is. Journeys are left out only
# on request: leaving them out unasked would look like a pass. SIPp and nginx are met only by the long tests.
MISSING = $(strip \
    $(if $(CIVICHUB_SKIP_JOURNEYS)$(CIVICHUB_CHROMIUM)$(CHROMIUM),,chromium) \
    $(if $(wildcard /usr/sbin/dovecot),,dovecot-imapd) \
    $(if $(shell command -v espeak-ng 2>/dev/null),,espeak-ng) \
    $(if $(wildcard /usr/lib/*/libpangoft2-1.0.so.0),,libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0) \
    $(LONG))

programs: ## Install the programs that tests meet (browser, mail server, voice, typesetting), when root and on Debian
	@if [ -z "$(MISSING)" ]; then :; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    $(call twice,apt-get update -qq); \
	    $(call twice,DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(MISSING) >/dev/null); \
	else \
	    echo "The tests need $(MISSING): install them (on Debian: apt-get install $(MISSING))." >&2; \
	    echo "Name a browser in CIVICHUB_CHROMIUM, or leave the journeys out with CIVICHUB_SKIP_JOURNEYS=1." >&2; exit 1; \
	fi

lint: setup ## Check style, format, the direction of imports, and that no migration is missing
	@$(RUN) ruff check .
	@$(RUN) ruff format --check --quiet . || { echo "Some files are not formatted: make format" >&2; exit 1; }
	@.venv/bin/lint-imports --no-logo
	@CIVICHUB_DEMO=1 .venv/bin/civichub makemigrations --check --dry-run

format: setup ## Put every file into shape
	@$(RUN) ruff check --fix --quiet . ; $(RUN) ruff format --quiet .

lock: | $(UV) ## Write requirements.txt anew from pyproject.toml: names, versions and hashes, no addresses
	@$(UV) pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	    --no-emit-index-url --group dev pyproject.toml -o requirements.txt

bench: setup ## Measure the busiest pages and intake over a small county
	@$(RUN) benchmarks.scale --small

scale: setup ## Load a large county and measure again
	@$(RUN) benchmarks.scale

clean: ## Remove the environment and the tools; data stays
	@rm -rf .venv .tools
