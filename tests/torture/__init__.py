"""Trials that try to break the whole program, each counted: quick in `make test`, at full size in `make torture`."""
