"""What the columns of an initiative are called where people read them."""

from collections.abc import Mapping
from typing import Final

COLUMN_LABELS: Final[Mapping[str, str]] = {
    "id": "Id",
    "name": "Name",
    "organisation": "Organisations",
    "programme": "Programme",
    "sector": "Sector",
    "roles": "Roles",
    "status": "Status",
    "summary": "Summary",
    "address": "Street address",
    "city": "City",
    "region": "Region",
    "country": "Country",
    "latitude": "Latitude",
    "longitude": "Longitude",
    "place_kind": "Kind of place",
    "reach": "People reached",
    "year_started": "Started",
    "year_ended": "Ended",
    "website": "Website",
    "archived_url": "Archived copy",
    "issuer_url": "Issuer profile",
    "partners": "Partners",
    "sources": "Sources",
    "added": "Added",
    "updated": "Updated",
}
"""By column of data/initiatives.csv, in their order."""
