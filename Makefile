# Two commands do everything: `make run` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Two files at a time, which on two cores is sooner than one after the other; the tests of a file
# share what is slow to make. The class, most of which is waiting, goes with the core: Playwright and a
# class cannot be in one process.
TWO_FILES := $(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder
CORE := OMP_NUM_THREADS=1 $(TWO_FILES) tests/crowd tests/core tests/dashboard tests/project
BROWSER := $(TWO_FILES) tests/browser

WITHOUT_IMAGES := accessibility canvas faults hosted keyboard pictures plain_text upload workspaces

# $(call timed,name,command): run a command and say how long it took.
timed = @echo "$(2)"; began=$$(date +%s); $(2) && echo "$(1): $$(($$(date +%s) - began)) s"

.PHONY: run dev test test-core test-browser test-all test-mnist newest screenshots pictures docs check \
	wheel test-wheel container release

run: $(VENV)/.installed
	$(BIN)/streamlit run dashboard/Home.py

# For those who edit: pages follow changes of the code. Not for visitors, see .streamlit/config.toml.
dev: $(VENV)/.installed
	$(BIN)/streamlit run dashboard/Home.py --server.fileWatcherType auto

# Of what has very many cases a sample, which the summary names.
test: test-core test-browser

test-core: $(VENV)/.installed-dev
	$(call timed,core and dashboard,$(CORE))

test-browser: $(VENV)/.installed-dev
	$(call timed,browser,$(BROWSER))

# Every case.
test-all: $(VENV)/.installed-dev
	$(call timed,core and dashboard,$(CORE) --exhaustive)
	$(call timed,browser,$(BROWSER) --exhaustive)

# What needs MNIST, or looks different with it. Whether everybody can read a page, where a stroke lands
# and whose workspace it is does not depend on it.
test-mnist: $(VENV)/.installed-dev
	$(call timed,core and dashboard with MNIST,$(CORE) -m mnist)
	$(call timed,browser with MNIST,$(BROWSER) $(WITHOUT_IMAGES:%=--ignore=tests/browser/test_%.py))

# The newest version of everything, whether or not requirements.txt allows it yet.
newest: $(VENV)/.installed-dev
	sed 's/,<.*//' requirements.txt > $(VENV)/newest.txt
	$(BIN)/pip install --upgrade -r $(VENV)/newest.txt

# Every page and view on one sheet: screenshots/contact_sheet.png.
screenshots: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.screenshots

# The pictures of README and docs, from the real dashboard.
pictures: $(VENV)/.installed-dev
	$(BIN)/python -m benchmarks.documentation_pictures
	$(BIN)/python -m benchmarks.badges

# The site of docs/, in site/. A link that leads nowhere is an error.
docs: $(VENV)/.installed-docs
	$(call timed,docs,NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet)

# For those who install and do not clone: dist/*.whl.
wheel: $(VENV)/.installed-dev
	rm -rf dist
	$(BIN)/python -m build --outdir dist .

# The wheel in an environment of its own, started from an empty folder with runs of an earlier version;
# and what the Dockerfile does with it.
test-wheel: wheel
	$(call timed,wheel,env DIGIT_LAB_WHEEL=$$(ls dist/*.whl) $(BIN)/pytest tests/installed)

# An image for strangers: docker run -p 8501:8501 -v digit-lab:/lab digit-lab
container:
	docker build --tag digit-lab .

# make release VERSION=0.2.0: tests, version, changelog, wheel, docs, a container where one can be
# built, commit and tag. With DRY=--dry-run it only says what it would do.
release: $(VENV)/.installed-dev
	$(BIN)/python .ci/release.py "$(VERSION)" $(DRY)

# What CI looks at before the tests.
check: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/numpydoc lint $$(find core -name '*.py')
	$(BIN)/mypy

$(VENV)/.installed: requirements.txt
	@$(PYTHON) dashboard/needs.py
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -r requirements.txt
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/pip install -r requirements-dev.txt
	touch $@

$(VENV)/.installed-docs: requirements-docs.txt $(VENV)/.installed
	$(BIN)/pip install -r requirements-docs.txt
	touch $@
