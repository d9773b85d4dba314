# The tasks of developers and CI. `make help` lists them.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
MAKEFLAGS += --no-print-directory
SHELL := /bin/bash

# Two jobs fit a small machine; SARING_JOBS=8 make test uses more.
JOBS := $(or $(SARING_JOBS),2)
PYTHON := .venv/bin/python
CPP_SOURCES = $(shell find cpp tests/cpp tests/fuzz python/bindings benchmarks/cpp tools \
  \( -name '*.cpp' -o -name '*.hpp' \) 2>/dev/null | LC_ALL=C sort)
PY_FOLDERS := benchmarks docs/conf.py examples notebooks python tests tools
# The reaction time of Ctrl-C cannot be measured while other tests use the processor.
ALONE := tests/python/test_interrupts.py
DEMO_OUT := build/demo

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' \
	  | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

.PHONY: system
system:
	@tools/setup.sh system

.PHONY: setup
setup: venv ## install what is missing, make .venv, build the package into it
	@tools/setup.sh package

.PHONY: demo
demo: setup ## clean the articles of examples/ and print the path of the report
	@printf '\n== saring clean examples/crawl -o $(DEMO_OUT)\n'
	@.venv/bin/saring clean examples/crawl -o $(DEMO_OUT) --overwrite
	@printf '\nThe report: %s\n' "$(CURDIR)/$(DEMO_OUT)/report.html"

.PHONY: report-shots
report-shots: ## take pictures of a report and check it in headless Chromium: REPORT=out/report.html
	@$(if $(REPORT),true,$(MAKE) demo)
	@tools/report_shots.sh $(or $(REPORT),$(DEMO_OUT)/report.html)

.PHONY: test
test: MINUTES := $(or $(MINUTES),0.25)
test: SPARK := answer
test: setup dev lint layers site ports python-test spark-test wheel-test asan fuzz ## run every test; the C++ tests under the sanitizers
	@printf '\n== make test: all passed\n'

.PHONY: venv
venv: system
	@tools/setup.sh venv

.PHONY: dev
dev: system
	@tools/setup.sh dev

.PHONY: cpp-test
cpp-test: system venv ## run the C++ tests (Catch2 through CTest), warnings are errors
	@printf '\n== C++ tests\n'
	@mkdir -p build/logs
	@cmake --preset dev >build/logs/configure-dev.log || { cat build/logs/configure-dev.log; exit 1; }
	@cmake --build --preset dev -j $(JOBS)
	@ctest --preset dev -j $(JOBS)

.PHONY: asan
asan: setup dev ## run the tests of C++ and of the bindings under AddressSanitizer and UBSan
	@tools/sanitize.sh asan

.PHONY: tsan
tsan: setup dev ## run the tests that use threads under ThreadSanitizer
	@tools/sanitize.sh tsan

.PHONY: sanitize
sanitize: setup dev ## tsan, and asan with all Python tests that it can run
	@tools/sanitize.sh asan all
	@tools/sanitize.sh tsan

.PHONY: fuzz
fuzz: system venv ## run the fuzz targets, a minute each: make fuzz MINUTES=60 TARGETS="html json"
	@tools/setup.sh fuzz
	@printf '\n== Fuzz targets\n'
	@mkdir -p build/logs
	@cmake --preset fuzz >build/logs/configure-fuzz.log || { cat build/logs/configure-fuzz.log; exit 1; }
	@cmake --build --preset fuzz -j $(JOBS)
	@python3 tools/fuzz.py --jobs $(JOBS) $(if $(MINUTES),--minutes $(MINUTES)) $(TARGETS)

.PHONY: python-test
python-test: setup dev ## test the package, its command line, the documentation and the notebooks
	@printf '\n== Python tests\n'
	@$(PYTHON) -m pytest tests/python tests/quality -q -n $(JOBS) --dist loadfile --ignore $(ALONE)
	@$(PYTHON) -m pytest $(ALONE) -q

.PHONY: ports
ports: setup ## check that the core compiles for musl, aarch64, macOS and Windows
	@tools/setup.sh ports
	@printf '\n== Other systems\n'
	@$(PYTHON) tools/check_ports.py --jobs $(JOBS)

.PHONY: spark-test
spark-test: setup dev ## run the tests on Spark, with Java and PySpark: SPARK=answer for some of them
	@tools/setup.sh spark
	@printf '\n== Spark tests\n'
	@$(PYTHON) -m pytest tests/spark -q $(if $(SPARK),-k "$(SPARK)")

.PHONY: layers
layers: dev ## check that no include or import is against the arrows
	@printf '\n== Layers\n'
	@$(PYTHON) tools/check_layers.py

.PHONY: lint
lint: dev ## check the format; run ruff and mypy
	@printf '\n== Formatters and linters\n'
	@clang-format --dry-run -Werror $(CPP_SOURCES) && echo "clang-format: $(words $(CPP_SOURCES)) files"
	@$(PYTHON) -m ruff format --check $(PY_FOLDERS)
	@$(PYTHON) -m ruff check $(PY_FOLDERS)
	@$(PYTHON) -m mypy --config-file tools/mypy.ini python/saring

.PHONY: format
format: dev ## format C++ and Python in place
	@clang-format -i $(CPP_SOURCES)
	@$(PYTHON) -m ruff check --fix --quiet $(PY_FOLDERS) || true
	@$(PYTHON) -m ruff format $(PY_FOLDERS)

.PHONY: site
site: setup ## build the documentation site in build/site, warnings are errors
	@tools/setup.sh site
	@printf '\n== Documentation site\n'
	@$(PYTHON) -m sphinx -q -W --keep-going -E -b html -c docs . build/site
	@printf 'The site: %s\n' "$(CURDIR)/build/site/index.html"

.PHONY: pictures
pictures: report-shots ## make the pictures of the README
	@$(PYTHON) tools/pictures.py docs/images
	@cp build/report-shots/1280-light.png docs/images/report.png

.PHONY: notebooks
notebooks: setup dev ## run the notebooks and write their outputs into them
	@printf '\n== Notebooks\n'
	@$(PYTHON) tools/notebooks.py

.PHONY: stubs
stubs: setup dev ## write python/saring/_core.pyi from the extension
	@$(PYTHON) tools/gen_stubs.py

.PHONY: wheel
wheel: setup dev ## build a self-contained wheel in dist/
	@printf '\n== Wheel\n'
	@tools/build_wheel.sh

.PHONY: sdist
sdist: setup dev ## build the source distribution in dist/, with the sources of lexbor
	@printf '\n== Source distribution\n'
	@tools/build_sdist.sh

.PHONY: wheel-test
wheel-test: wheel sdist ## install only that wheel, and run it with the system's libraries hidden
	@$(PYTHON) -m pytest tests/packaging -q

.PHONY: bench
bench: setup dev ## compare with other tools: make bench DATA=folder SUITES="lang dedup"
	@tools/setup.sh peers
	@$(PYTHON) benchmarks/run.py $(if $(DATA),--data $(DATA)) $(SUITES)
	@$(PYTHON) tools/bench_table.py

.PHONY: mutate
mutate: setup dev ## break 65 places one by one, and list the changes that no test notices: SEED=1 CPP=40 PY=25 ONLY=path
	@$(PYTHON) tools/mutate --jobs $(JOBS) --seed $(or $(SEED),1) --cpp $(or $(CPP),40) --py $(or $(PY),25) \
	  --only "$(ONLY)"

.PHONY: clean
clean: ## remove build results and .venv
	@rm -rf build dist .venv
