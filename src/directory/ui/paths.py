"""Addresses that pages hand to their components."""

from typing import Final

API: Final = "/api/v1"
BASEMAP: Final = "/basemap/"
