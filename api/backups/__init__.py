"""Backups: a database and its folders as one file, and back into an empty place."""
