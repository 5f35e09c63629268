# A bare `make` prints this table. Each target makes the virtual environment it needs.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python with a venv module; 3.11 comes first because both TFLite runtimes run on it.
PYTHON ?= $(shell for p in python3.11 python3.13 python3.12 python3; do \
	$$p -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' 2>/dev/null \
	&& { echo $$p; break; }; done)
# On a Pi the environments see picamera2, lgpio and spidev, which come from apt.
SYSTEM := $(shell $(PYTHON) -c 'import importlib.util as u, sys; sys.exit(not any(map(u.find_spec, ("picamera2", "lgpio"))))' \
	2>/dev/null && echo yes)
# An environment that was made before these came is made again. Names the rule's prerequisite, or nothing.
anew = $(if $(SYSTEM),$(if $(shell grep -ls 'include-system-site-packages = false' $(1)/pyvenv.cfg),anew))
.PHONY: anew
DEVICE := .venv-device
TRAIN := .venv-train
PEER := .venv-peer
DATA ?= $(firstword $(wildcard ../shared/data) data)
ARGS ?=
# make test WORKERS=2 runs the tests that need no browser in two processes.
WORKERS ?=
PYTEST := -m pytest -q $(if $(WORKERS),-n $(WORKERS) --dist loadfile)
TEXTS := README.md CHANGELOG.md CONTRIBUTING.md SECURITY.md docs .github device/assets/strings/en.toml

.PHONY: help
help: ## print this table
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

define make_venv
	@test -n "$(PYTHON)" || { echo "Handshape needs Python 3.11–3.13 with venv (Debian: apt install python3-venv)." >&2; exit 1; }
	@$(PYTHON) -c 'import struct, sys; sys.exit(struct.calcsize("P") != 8)' || { echo "Handshape needs a 64-bit system; this Python is 32-bit (a 64-bit kernel is not enough). Flash the 64-bit Raspberry Pi OS." >&2; exit 1; }
	@echo "Preparing $(1) (once) …"
	@$(PYTHON) -m venv $(if $(SYSTEM),--system-site-packages) $(1)
	@$(1)/bin/pip install --quiet --disable-pip-version-check $(if $(SYSTEM),--ignore-installed) -r $(2)
	@cp $(2) $(1)/installed
endef

$(DEVICE)/installed: requirements-device.txt $(call anew,$(DEVICE))
	$(call make_venv,$(DEVICE),requirements-device.txt)

$(DEVICE)/dev: requirements-dev.txt requirements-tflite.txt $(DEVICE)/installed
	@echo "Adding the test tools to $(DEVICE) (once) …"
	@$(DEVICE)/bin/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@cp requirements-dev.txt $@

$(TRAIN)/installed: requirements-train.txt $(call anew,$(TRAIN))
	$(call make_venv,$(TRAIN),requirements-train.txt)

$(PEER)/installed: requirements-peer.txt $(call anew,$(PEER))
	$(call make_venv,$(PEER),requirements-peer.txt)

.PHONY: demo run practice web read bench doctor capture
demo: $(DEVICE)/installed ## read the bundled clip; needs no camera
	@$(DEVICE)/bin/python -m device run --camera clip:device/assets/demo/hello_jz.mp4 $(ARGS)

run: $(DEVICE)/installed ## read the camera of this machine (ARGS="--camera v4l2:/dev/video1")
	@$(DEVICE)/bin/python -m device run $(ARGS)

practice: $(DEVICE)/installed ## practise the alphabet: the tutor asks, you sign
	@$(DEVICE)/bin/python -m device practice $(ARGS)

web: $(DEVICE)/installed ## practise in a browser, with its camera if you like (ARGS="--lan")
	@$(DEVICE)/bin/python -m device web $(ARGS)

read: $(DEVICE)/installed ## read pictures (ARGS="--json FILE…")
	@$(DEVICE)/bin/python -m device read $(ARGS)

bench: $(DEVICE)/installed ## measure FPS and latency by stage on this machine
	@$(DEVICE)/bin/python -m device bench $(ARGS)

doctor: $(DEVICE)/installed ## report what is installed, what is missing and the command that fixes it
	@$(DEVICE)/bin/python -m device doctor $(ARGS)

capture: $(DEVICE)/installed ## record your own letters for training (ARGS="--signer anna")
	@$(DEVICE)/bin/python -m device capture $(ARGS)

.PHONY: install uninstall
install: ## install the station on this Pi; again after `git pull` (ARGS="--web")
	@./install.sh install $(ARGS)

uninstall: ## remove the station from this Pi; asks what to keep (ARGS="--keep all")
	@./install.sh uninstall $(ARGS)

.PHONY: data train convert
data: $(TRAIN)/installed ## download Sign Language MNIST with your Kaggle credentials, and check it
	@$(TRAIN)/bin/python -m training data --data "$(DATA)" $(ARGS)

train: $(TRAIN)/installed ## train the baseline CNN (DATA=../shared/data)
	@$(TRAIN)/bin/python -m training train report --data "$(DATA)" $(ARGS)

convert: $(TRAIN)/installed ## convert a finished run to int8 .tflite and metadata, if it passes the parity gate
	@$(TRAIN)/bin/python -m convert --data "$(DATA)" $(ARGS)

.PHONY: train-station
train-station: $(TRAIN)/installed $(PEER)/installed ## train the networks that read hands, in resumable stages (hours; ARGS="--list")
	@$(TRAIN)/bin/python -m training station --data "$(DATA)" $(ARGS)

.PHONY: datasets compare evaluate scoreboard synthetic
datasets: $(TRAIN)/installed ## list and check every data source (ARGS="check", "sheets", "export")
	@$(TRAIN)/bin/python -m training datasets $(or $(ARGS),list) --data "$(DATA)"

compare: $(TRAIN)/installed ## train and test the baseline's three models, beside the original report's figures
	@$(TRAIN)/bin/python -m training compare --publish --data "$(DATA)" $(ARGS)

evaluate: $(TRAIN)/installed $(PEER)/installed ## evaluate models on test signers, negatives and perturbed frames (ARGS="MODEL…")
	@$(TRAIN)/bin/python -m training evaluate --data "$(DATA)" $(ARGS)

scoreboard: $(TRAIN)/installed $(PEER)/installed ## write all published figures, beside MediaPipe's (ARGS="MODELS-FOLDER", "--validation")
	@$(TRAIN)/bin/python -m training scoreboard $(ARGS) --data "$(DATA)"

synthetic: $(TRAIN)/installed ## render our own hands (ARGS="render --count 1000 --out FOLDER")
	@$(TRAIN)/bin/python -m training synthetic $(ARGS)

.PHONY: benchmarks benchmark
benchmarks: ## list the measuring programs
	@$(firstword $(wildcard $(DEVICE)/bin/python) $(PYTHON)) -m benchmarks

benchmark: $(DEVICE)/dev ## run a measuring program (NAME=latency ARGS="--mode read")
	@test -n "$(NAME)" || { echo "Name a program, e.g. make benchmark NAME=latency; make benchmarks lists them." >&2; exit 2; }
	@$(DEVICE)/bin/python -m benchmarks.$(NAME) $(ARGS)

.PHONY: bench-peers
bench-peers: $(DEVICE)/dev $(TRAIN)/installed $(PEER)/installed ## CPU time of a frame beside MediaPipe Hands and model.predict
	@$(DEVICE)/bin/python -m benchmarks.peers --data "$(DATA)" $(ARGS)

.PHONY: fuzz
fuzz: $(DEVICE)/dev ## try damaged inputs of every kind (ARGS="--inputs 200000")
	@$(DEVICE)/bin/python -m benchmarks.fuzz $(ARGS)

.PHONY: test test-device test-web test-appliance test-training lint
test: lint test-device test-web test-appliance test-training ## run all checks and tests: lint, device, web page, deployment, training

test-device: $(DEVICE)/dev ## test the device's code (small download)
	@$(DEVICE)/bin/python $(PYTEST) tests/device tests/benchmarks tests/hard_inputs --ignore tests/device/web

test-web: $(DEVICE)/dev ## test the web page, in a real Chromium if one is installed
	@$(DEVICE)/bin/python -m pytest -q tests/device/web

test-appliance: $(DEVICE)/dev ## test units, deployment and documents, without a Pi
	@$(DEVICE)/bin/python $(PYTEST) tests/deploy tests/systemd tests/docs

test-training: $(TRAIN)/installed ## test training and conversion
	@TF_CPP_MIN_LOG_LEVEL=2 $(TRAIN)/bin/python $(PYTEST) tests/training tests/convert tests/hard_inputs

lint: $(DEVICE)/dev ## check style, formatting, types, layers and words
	@$(DEVICE)/bin/ruff check .
	@$(DEVICE)/bin/ruff format --check --quiet .
	@$(DEVICE)/bin/mypy
	@mkdir -p .cache && PYTHONPATH=. $(DEVICE)/bin/lint-imports --no-logo > .cache/lint-imports.log || { cat .cache/lint-imports.log; exit 1; }
	@$(DEVICE)/bin/codespell $(TEXTS)

include deploy/deploy.mk
