"""An entry: an initiative as the directory publishes it, with its position and its links."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from directory.model.coordinates import Coordinates
from directory.model.countries import country_name
from directory.model.initiative import Initiative
from directory.model.link import Link
from directory.model.vocabularies import Precision


class CoordinatesSource(StrEnum):
    """Where an entry's coordinates come from."""

    STATED = "stated"
    GAZETTEER = "gazetteer"
    ONLINE = "online"


class Position(BaseModel):
    """Where an entry is drawn, how exactly that is known, and how."""

    model_config = ConfigDict(frozen=True)

    coordinates: Coordinates
    precision: Precision
    source: CoordinatesSource
    place_id: int | None = None
    """GeoNames id of the city; None unless the precision is city and the gazetteer found it."""
    note: str = ""
    """Why the precision is coarser than the stated place, as a sentence; empty when it is not."""


class Entry(BaseModel):
    """One published initiative; immutable and shared by all visitors."""

    model_config = ConfigDict(frozen=True)

    initiative: Initiative
    position: Position | None = None
    """None for the "no place" shelf."""
    links: tuple[Link, ...] = ()
    """Every link in which this initiative is source or target."""
    last_checked: date | None = None
    """The day on which somebody last looked whether the record is true."""

    @property
    def place(self) -> str:
        """The stated place in words: "Chicago, Illinois, United States", or empty when none is stated."""
        return place_words(self.initiative.city, self.initiative.region, self.initiative.country)

    @property
    def years(self) -> str:
        """The stated years in words: "2013-2016", "since 2013", "until 2016", or empty."""
        return years_words(self.initiative.year_started, self.initiative.year_ended)


def place_words(city: str, region: str, country: str | None) -> str:
    """Join the stated parts of a place, the country by its English name; a region named like its city counts once."""
    parts = [city, "" if region == city else region, country_name(country) if country else ""]
    return ", ".join(part for part in parts if part)


def years_words(started: int | None, ended: int | None) -> str:
    """Say a span of years; a single year stands alone."""
    if started is None:
        return "" if ended is None else f"until {ended}"
    if ended is None:
        return f"since {started}"
    return str(started) if started == ended else f"{started}-{ended}"
