# For people and for CI. Every target installs the system packages it misses (with sudo where not root).
.PHONY: demo build test test-peers lint format bench screenshots packages test-packages

demo: packages
	swift build -c release --product lqtop
	.build/release/lqtop demo

# Release programs: .build/release/lqtop and .build/release/lqserve
build: packages
	swift build -c release --product lqtop
	swift build -c release --product lqserve

test: test-packages
	swift test --disable-xctest --explicit-target-dependency-import-check error

# Against real Kea servers of three versions, which it brings up in systems of their own; needs root
test-peers: test-packages
	scripts/test-peers

# Style, and that every rule of CONFORMANCE.md has a test
lint:
	scripts/install-packages python3
	swift format lint --strict --recursive Sources Tests Package.swift
	scripts/conformance --check

format:
	swift format format --in-place --recursive Sources Tests Package.swift

# Prints how fast this machine decodes, stores, sorts and paints: Benchmarks/README.md
bench: packages
	swift build -c release --product lqbench
	Benchmarks/run

# Takes screenshots/*.png from the running demo
screenshots: test-packages
	scripts/install-packages fonts-jetbrains-mono python3-venv
	swift build -c release --product lqtop
	scripts/screenshots

packages:
	scripts/install-packages libncurses-dev libsqlite3-dev libssl-dev

test-packages: packages
	scripts/install-packages tmux python3-jsonschema
