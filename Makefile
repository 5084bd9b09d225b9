# The commands of the project. Each is one small script in scripts/, which installs what it needs.

.DEFAULT_GOAL := help
.PHONY: help up dev test lint fmt deny bench soak clean-data

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: ## install what is missing, build the release, serve it on a private Postgres
	@scripts/up.sh

dev: ## the loop: rebuild and reload at every change
	@scripts/dev.sh

test: ## everything: formatting, clippy, Rust tests, browser tests
	@scripts/test.sh

lint: ## formatting, shell scripts and clippy, without running anything
	@scripts/lint.sh

fmt: ## format the Rust code
	@scripts/fmt.sh

deny: ## licences, sources and known faults of the dependencies
	@scripts/deny.sh

bench: ## measure this machine with the release
	@scripts/bench.sh

soak: ## ten minutes (MINUTES=…) at half of what this machine can do, with the release
	@scripts/soak.sh $(MINUTES)

clean-data: ## delete the local database and its key (asks first)
	@scripts/clean-data.sh
