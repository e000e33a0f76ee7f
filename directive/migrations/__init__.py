"""The shapes of the store, one after the other."""

NEWEST = "0001"
"""The revision this version of the program expects; a constant, so that no command loads Alembic to compare it."""
