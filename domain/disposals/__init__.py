"""Disposal (核查处置) of unqualified samples: tasks at both ends, their sections, and letters to other cities."""
