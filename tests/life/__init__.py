"""Hypothesis-made lives of a whole office: any commands in any order, through the use cases that the API calls."""
