# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check

run: $(VENV)/.installed
	$(BIN)/streamlit run dashboard/Home.py

# Two at a time with one thread each, which on two cores is sooner than one after the other; then
# the browser, which wants both cores.
test: $(VENV)/.installed-dev
	OMP_NUM_THREADS=1 $(BIN)/pytest -n 2 tests/core tests/dashboard
	$(BIN)/pytest tests/browser

# What CI looks at before the tests.
check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/numpydoc lint $$(find core -name '*.py')
	$(BIN)/mypy

$(VENV)/.installed: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -r requirements.txt
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/pip install -r requirements-dev.txt
	touch $@
