"""Real databases for tests: a PostgreSQL server of their own and cheap, empty, migrated databases on it.

Nothing here is a fixture; `tests/conftest.py` turns these into fixtures.
"""
