# Targets for people and for CI; each installs what it needs.
.PHONY: build test lint format

build:
	swift build -c release

test:
	swift test --disable-xctest

lint:
	swift format lint --strict -r Sources Tests Package.swift

format:
	swift format format -i -r Sources Tests Package.swift
