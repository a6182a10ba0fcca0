# Two commands matter: `make run` and `make test`. Each sets up what it needs and says what it does.
PYTHON ?= python3
PORT ?= 8501
BIN := .venv/bin

.PHONY: run test test-all check format bench faults lock basemap setup screenshots

run:
	@$(PYTHON) scripts/setup.py run
	@$(BIN)/python scripts/serve.py --port $(PORT)

setup:
	@$(PYTHON) scripts/setup.py run

test:
	@$(PYTHON) scripts/setup.py test
	@$(BIN)/python scripts/run_tests.py -m "not long"

test-all:
	@$(PYTHON) scripts/setup.py test
	@$(BIN)/python scripts/run_tests.py

check:
	@$(PYTHON) scripts/setup.py test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format:
	$(BIN)/ruff check --fix --exit-zero .
	$(BIN)/ruff format .

bench:
	@$(PYTHON) scripts/setup.py test
	$(BIN)/python -m benchmarks

# Kills, full disks, locks and restarts, as often as promised; takes about an hour and a half.
faults:
	@$(PYTHON) scripts/setup.py test
	$(BIN)/python -m benchmarks.faults --full

# For maintainers: needs uv. The locks name no index, so any mirror serves them.
lock:
	uv pip compile pyproject.toml --extra build --extra test --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --no-header --quiet --output-file requirements-test.lock
	uv pip compile pyproject.toml --extra build --generate-hashes --universal --python-version 3.11 \
		--no-emit-index-url --no-header --quiet --constraint requirements-test.lock --output-file requirements.lock

# For maintainers: needs npm. Rebuilds the committed basemap from Natural Earth.
basemap:
	scripts/basemap/build.sh

# For maintainers: takes the pictures of the documentation and of link previews.
screenshots:
	@$(PYTHON) scripts/setup.py test
	@$(BIN)/python scripts/screenshots.py
