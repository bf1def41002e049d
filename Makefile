# Every target makes its own environment in .venv first; a second run finds it there and starts at once.
#
#   make run                              the page, at http://127.0.0.1:7860
#   make draw WISH="a cat with a red hat" one picture to a file [SEED=7] [STEPS=8] [OUT=cat.png]
#   make test                             all tests; those of the page need chromium
#   make check                            style (ruff) and types (mypy)
#   make clean                            forget .venv and all caches
#
# TORCH_INDEX=https://...  one more package index for pip. On Linux the plain index has PyTorch built for
#                          NVIDIA cards (gigabytes); PyTorch's "Get Started" page names the index of the small CPU build.
# PYTHON=/path/to/python   use this Python instead of looking for one.
# MARK="..."               which tests, as for `pytest -m`.

.POSIX:
.SUFFIXES:
.PHONY: run draw test check format venv dev pins clean help

WISH =
SEED =
STEPS =
OUT =
PYTHON =
TORCH_INDEX =
MARK = not gpu

BIN = .venv/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check install --constraint constraints.txt

run: .venv/.run
	$(BIN)/python app.py

# The wish travels in the environment: no quote or backtick in it can reach the shell as code. (A "$" is make's own: write "$$".)
draw: .venv/.run
	@test -n "$$WISH" || { echo 'Say what to draw: make draw WISH="a little bear with a blue hat"' >&2; exit 2; }
	@set -- draw "$$WISH"; \
	test -z "$$SEED" || set -- "$$@" --seed "$$SEED"; \
	test -z "$$STEPS" || set -- "$$@" --steps "$$STEPS"; \
	test -z "$$OUT" || set -- "$$@" --out "$$OUT"; \
	exec $(BIN)/python -m cute_animal "$$@"

test: .venv/.dev
	$(BIN)/python -m pytest -m "$(MARK)"

check: .venv/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

venv: .venv/.run

dev: .venv/.dev

# 3.11 is what the tests run with, 3.12 is what a Space has: these two first. The module ensurepip is what Debian and Ubuntu leave out.
.venv/.made:
	@python=; \
	for candidate in $${PYTHON:-python3.11 python3.12 python3.13 python3.14 python3 python}; do \
		if "$$candidate" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; \
		then python=$$candidate; break; fi; \
	done; \
	if test -z "$$python"; then \
		echo 'No Python 3.11 or newer with venv here. On Debian or Ubuntu: sudo apt install python3 python3-venv' >&2; \
		exit 1; \
	fi; \
	echo "Making .venv with $$python"; \
	"$$python" -m venv .venv
	@touch $@

.venv/.run: .venv/.made requirements.txt constraints.txt
	@echo 'Installing what the page needs (the first time takes some minutes)'
	@$(PIP) $${TORCH_INDEX:+--extra-index-url "$$TORCH_INDEX"} --requirement requirements.txt
	@touch $@

.venv/.dev: .venv/.run pyproject.toml
	@echo 'Installing what tests and training need'
	@$(PIP) $${TORCH_INDEX:+--extra-index-url "$$TORCH_INDEX"} --editable '.[train,dev,serve,mcp,onnx,openvino,comfyui]'
	@touch $@

# After a change of requirements.txt or pyproject.toml: pin what a new environment gets. gradio's mcp extra belongs in
# it because a Space adds it; no pin names a build ("+cpu"), so that one file serves every machine.
pins:
	rm -rf .cache/pins && $(BIN)/python -m venv .cache/pins
	.cache/pins/bin/python -m pip install --requirement requirements.txt 'gradio[mcp]' --editable '.[train,dev,serve,mcp,onnx,openvino,comfyui]'
	sed -n '/^#/p' constraints.txt > .cache/pins/constraints.txt
	.cache/pins/bin/python -m pip freeze --exclude-editable | sed 's/+.*//; / @ /d' >> .cache/pins/constraints.txt
	mv .cache/pins/constraints.txt constraints.txt

clean:
	rm -rf .venv .cache .pytest_cache .ruff_cache .mypy_cache .hypothesis test-results *.egg-info build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help:
	@sed -n '/^$$/q; s/^# \{0,1\}//p' Makefile
