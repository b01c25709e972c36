"""Hypothesis-made city-years: small, valid under the import rules, and as awkward as the rules allow."""

from tests.worlds.scenario import Scenario, scenarios

__all__ = ["Scenario", "scenarios"]
