# Two commands for everybody: `make run` and `make test`. The rest is for those who change the house.
PYTHON ?= python3
PORT ?= 5000
BIN = .venv/bin

# Each process would otherwise compile the whole house and all it stands on anew, three seconds at a time.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test check bench lock

run: .venv/run.stamp
	$(BIN)/flask --app wsgi run-house --port $(PORT)

test: .venv/dev.stamp
	$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal

check: .venv/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/djlint templates --lint --quiet

bench: .venv/dev.stamp
	$(BIN)/python -m tests.benchmarks

lock:
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml -o requirements.lock
	uv pip compile -q --universal --generate-hashes --no-header --python-version 3.11 pyproject.toml --extra dev \
		-c requirements.lock -o requirements-dev.lock

.venv/run.stamp: requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	if command -v uv >/dev/null; then uv pip install -q --python $(BIN)/python --require-hashes -r $<; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $<; fi
	touch $@

.venv/dev.stamp: requirements-dev.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	if command -v uv >/dev/null; then uv pip install -q --python $(BIN)/python --require-hashes -r $<; \
	else $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r $<; fi
	touch $@ .venv/run.stamp
