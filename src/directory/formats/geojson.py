"""Writing GeoJSON (RFC 7946): one Feature for each entry, WGS84, longitude first."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from directory.formats.json_item import columns_of
from directory.model.entry import Entry

BATCH: Final = 200
"""Entries in one piece of a stream."""


def feature(entry: Entry) -> dict[str, object]:
    """Return the Feature of one entry; its geometry is None without a place."""
    position = entry.position
    return {
        "type": "Feature",
        "id": entry.initiative.id,
        "geometry": None
        if position is None
        else {"type": "Point", "coordinates": [position.coordinates.longitude, position.coordinates.latitude]},
        "properties": columns_of(entry),
    }


def export_geojson(entries: Iterable[Entry]) -> Iterator[str]:
    """Write entries as a FeatureCollection, piece by piece, one Feature to a line."""
    yield '{"type":"FeatureCollection","features":['
    lines = (json.dumps(feature(entry), ensure_ascii=False, separators=(",", ":")) for entry in entries)
    before = "\n"
    while batch := list(islice(lines, BATCH)):
        yield before + ",\n".join(batch)
        before = ",\n"
    yield "\n]}\n"
