"""The two databases: an SQLite file, and one on a PostgreSQL server that the tests start."""

from typing import Final

import pytest

KINDS: Final = ("sqlite", "postgresql")
on_each_database: Final = pytest.mark.parametrize("database", KINDS, indirect=True)
"""Runs a test once on each, whose fixtures stand on `database`."""
