"""The work on returns: one use case per step."""
