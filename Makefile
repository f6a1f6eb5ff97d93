# DriftWatch. `make help` says what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# Arrow C++ is in the checkout (scripts/arrow.sh) unless the system has it.
export PKG_CONFIG_PATH := $(CURDIR)/third_party/arrow/lib/pkgconfig:$(PKG_CONFIG_PATH)

# One build serves `build`, `demo`, `test` and `bench`: tests use no @testable, so its flags are theirs too.
SWIFT_FLAGS := -c release
BIN := .build/release
PREFIX ?= /usr/local

step = @printf '\n\033[1m== %s\033[0m\n' "$(1)"

.PHONY: help setup build test demo bench docs lint proto proto-check clean dist install-sdk \
        programs tests web sdk setup-build setup-test test-swift test-sdk test-web test-python

help: ## Say what there is
	@echo "DriftWatch: what 'make' can do"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

setup: setup-test ## Install what building and testing needs (Debian 12: apt, pip)

setup-build:
	$(call step,setup)
	@scripts/setup.sh build

setup-test:
	$(call step,setup)
	@scripts/setup.sh test

build: setup-build web sdk programs ## Build the release programs, the web pages and the C SDK
	@echo
	@echo "Built: $(BIN)/driftwatch and the services beside it. Next: make demo"

programs:
	$(call step,programs (the first build takes some minutes))
	@swift build $(SWIFT_FLAGS)

tests:
	$(call step,programs and tests (the first build takes some minutes))
	@swift build $(SWIFT_FLAGS) --build-tests

web:
	$(call step,web)
	@web/build.sh

sdk:
	$(call step,C SDK)
	@$(MAKE) --no-print-directory -C sdk-c all

demo: setup-build web programs ## Play a real model's three years through the whole platform and serve the dashboard
	$(call step,demo)
	@$(BIN)/driftwatch demo

test: setup-test proto-check web sdk tests test-web test-sdk test-swift test-python ## Build and run every test
	@echo
	@echo "All tests passed. Next: make demo, or make bench"

test-web:
	$(call step,tests of the web pages' logic)
	@timeout --kill-after=20 300 node --test web/tests/

test-sdk:
	$(call step,tests of the C SDK)
	@timeout --kill-after=20 600 $(MAKE) --no-print-directory -C sdk-c test

test-swift:
	$(call step,tests in Swift)
	@scripts/test-swift.sh $(SWIFT_FLAGS)

test-python:
	$(call step,tests with foreign peers, processes and a browser)
	@scripts/test-python.sh

bench: setup-build sdk programs ## Measure what the README claims
	$(call step,bench)
	@Benchmarks/run.sh

docs: programs ## Make the pages of the statistics module (formula, source, policy, example) into a site
	@scripts/docs.sh

lint: setup-test ## Check formatting, scripts and the house rules
	@scripts/lint.sh

proto: setup-test ## Generate Sources/Protos anew from proto/
	@scripts/proto.sh

proto-check:
	$(call step,generated code)
	@scripts/proto.sh --check

dist: build ## Make a tarball of programs that runs on a Debian 12 without Swift
	@scripts/dist.sh

install-sdk: sdk ## Install libdriftwatch, its header and pkg-config file under PREFIX (/usr/local)
	@$(MAKE) --no-print-directory -C sdk-c install PREFIX="$(PREFIX)"

clean: ## Remove what was built (not what was installed)
	@rm -rf .build dist web/dist
	@$(MAKE) --no-print-directory -C sdk-c clean
