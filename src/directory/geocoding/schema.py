"""The tables of the gazetteer, shared by its builder and its readers."""

from enum import IntEnum
from typing import Final


class Kind(IntEnum):
    """Why a key leads to a place; the lower the better."""

    PRIMARY = 0
    ALTERNATE = 1
    TRANSLITERATED = 2
    CODE = 3


SCHEMA: Final = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE place (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, country TEXT NOT NULL, region TEXT NOT NULL,
    latitude REAL NOT NULL, longitude REAL NOT NULL, population INTEGER NOT NULL, capital INTEGER NOT NULL
);
CREATE INDEX place_latitude ON place (latitude);
CREATE TABLE name (
    key TEXT NOT NULL, place INTEGER NOT NULL, kind INTEGER NOT NULL, population INTEGER NOT NULL,
    country TEXT NOT NULL,
    PRIMARY KEY (key, place)
) WITHOUT ROWID;
CREATE TABLE region (
    code TEXT PRIMARY KEY, id INTEGER NOT NULL, country TEXT NOT NULL, name TEXT NOT NULL,
    latitude REAL NOT NULL, longitude REAL NOT NULL, population INTEGER NOT NULL
) WITHOUT ROWID;
-- rank: 0 a name, 1 a code, 2 a shortened name of a first-level region; 3 to 5 the same of a second-level one.
CREATE TABLE region_name (
    key TEXT NOT NULL, country TEXT NOT NULL, region TEXT NOT NULL, rank INTEGER NOT NULL,
    PRIMARY KEY (key, country, region, rank)
) WITHOUT ROWID;
CREATE TABLE country (
    code TEXT PRIMARY KEY, id INTEGER NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL,
    population INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE country_name (key TEXT PRIMARY KEY, country TEXT NOT NULL, common INTEGER NOT NULL) WITHOUT ROWID;
-- The Latin keys of a country, one a line, for misspelt names; "*" has those of the larger places of all countries.
CREATE TABLE fuzzy (country TEXT PRIMARY KEY, keys TEXT NOT NULL) WITHOUT ROWID;
-- Places to write on a map, the most important first.
CREATE TABLE label (rank INTEGER PRIMARY KEY, place INTEGER NOT NULL, weight REAL NOT NULL);
"""
"""The columns that repeat in `name` spare the join that exact look-ups and suggestions would need."""
