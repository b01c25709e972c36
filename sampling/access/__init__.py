"""Accounts and signing in: one use case per function. What an actor may do is decided elsewhere."""
