# Vitrine. `make demo` shows it, `make test` checks it; both install what they need and find missing.
# Everything they make lies in .vitrine/, caches apart (~/.cache/vitrine).

SETUP := crates/demo/setup
CARGO_TARGET_DIR ?= $(HOME)/.cache/vitrine/target
export CARGO_TARGET_DIR

.DEFAULT_GOAL := help
.PHONY: demo loop curve align bench parity bench-train bench-generate bench-visual bench-synthesis bench-canvas bench-desk screenshots check-cuda test lint e2e clean help

demo: ## The loop on real pictures, in your browser: server, worker, Postgres, scripted reviewers
	@$(SETUP)/demo.sh demo

loop: ## The same without a browser, measured; writes .vitrine/loop.json (SEED=n; SHUFFLE=1: the null; always a private Postgres, never DATABASE_URL)
	@$(SETUP)/demo.sh loop

curve: ## The loop with 300 training reviews, and what 25, 50, 100 and 200 of them come to; draws docs/learning-curve.svg (SEED=n)
	@VITRINE_DEMO_ITEMS=300,40,155,0 VITRINE_DEMO_ALSO='{"first":25};{"first":50};{"first":100};{"first":200}' $(SETUP)/demo.sh loop
	@python3 $(SETUP)/curve.py $${VITRINE_STATE:-.vitrine}/loop.json docs/learning-curve.svg

test: ## Everything: format, lints, tests, tests across processes, browser
	@$(SETUP)/test.sh all

lint: ## Format and lints alone
	@$(SETUP)/test.sh lint

e2e: ## The browser tests alone
	@$(SETUP)/test.sh e2e

align: ## Teach the base model to see anew (hours on a CPU; the result is part of the project)
	@$(SETUP)/align.sh

bench: ## The benchmarks in Rust alone
	@$(SETUP)/bench.sh

parity: ## Logits, loss and tokens against transformers on the same weights (fetches PyTorch, 5 GB, once); writes .vitrine/parity.json
	@$(SETUP)/measure.sh parity

bench-train: ## A training step against PyTorch's (fetches PyTorch once, 5 GB; ROUNDS=n)
	@$(SETUP)/measure.sh train

bench-generate: ## Generation against transformers' generate (fetches PyTorch once, 5 GB; ROUNDS=n)
	@$(SETUP)/measure.sh generate

bench-visual: ## What visual tokens cost in tuning, against text alone (ROUNDS=n)
	@$(SETUP)/measure.sh visual

bench-synthesis: ## A worker asking a stand-in of a teacher, against bare requests; the paper's plan drawn dry
	@$(SETUP)/bench_synthesis.sh

bench-canvas: ## 2,000 regions on the desk: main-thread work a frame, beside a bare page; writes .vitrine/bench/canvas.json
	@$(SETUP)/bench_canvas.sh

bench-desk: ## Claims, decisions and lists at 200 reviewers and a million items, beside pgbench and Label Studio (VITRINE_BENCH_ITEMS=n; VITRINE_BENCH_LABEL_STUDIO=no)
	@$(SETUP)/bench_desk.sh

screenshots: ## Every page, both themes, two widths, into .vitrine/screenshots
	@$(SETUP)/screenshots.sh

check-cuda: ## Compiles the worker for an NVIDIA GPU (fetches the compiler once, 1.5 GB; no GPU needed)
	@$(SETUP)/check_cuda.sh

clean: ## Stop what runs and delete .vitrine/
	@$(SETUP)/clean.sh

help: ## This list
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{ printf "  make %-16s %s\n", $$1, $$2 }'
