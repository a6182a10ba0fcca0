"""An entry as machines read it: the item of the API and of GeoJSON."""

from typing import Any

from directory.model.entry import Entry
from directory.model.web_links import web_link


def columns_of(entry: Entry) -> dict[str, Any]:
    """Return the columns of a download with native types: lists, numbers, None for what is not stated.

    `latitude` and `longitude` are the best known, `precision` and `coordinates_source` say what they are worth.
    """
    item = entry.initiative.model_dump(mode="json")
    position = entry.position
    checked = entry.last_checked.isoformat() if entry.last_checked else None
    item |= {"precision": None, "coordinates_source": None, "last_checked": checked}
    if position is not None:
        item |= {
            "latitude": position.coordinates.latitude,
            "longitude": position.coordinates.longitude,
            "precision": position.precision.value,
            "coordinates_source": position.source.value,
        }
    return item


def item(entry: Entry) -> dict[str, Any]:
    """Return an entry as the API gives it: its columns, its words, and how its addresses may be shown."""
    initiative = entry.initiative
    return columns_of(entry) | {
        "place": entry.place,
        "years": entry.years,
        "position_note": entry.position.note if entry.position else "",
        "website_link": web_link(initiative.website).model_dump(mode="json") if initiative.website else None,
        "source_links": [web_link(source).model_dump(mode="json") for source in initiative.sources],
    }
