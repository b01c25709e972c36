"""Fixtures of the national tests."""

from tests.national.exports import office

__all__ = ["office"]
