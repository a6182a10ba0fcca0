"""The shapes of the answers, as the OpenAPI document describes them; tests hold every answer against them."""

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from directory.model.coordinates import Latitude, Longitude
from directory.model.entry import CoordinatesSource
from directory.model.initiative import Initiative
from directory.model.vocabularies import Precision, Relation, Sector, Status
from directory.model.web_links import WebLink

_ANSWER = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class Answer(BaseModel):
    """Base of all answers."""

    model_config = _ANSWER


class Item(Initiative):
    """An initiative: the columns of the data, the best coordinates, and the words for them."""

    model_config = _ANSWER

    precision: Precision | None
    """How exact latitude and longitude are; null without a place."""
    coordinates_source: CoordinatesSource | None
    last_checked: date | None
    """The day on which somebody last looked whether the record is true."""
    place: str
    years: str
    position_note: str
    """Why the position is coarser than the stated place; empty when it is not."""
    website_link: WebLink | None
    source_links: list[WebLink]


class LinkedItem(Answer):
    """One end of a link, seen from the other."""

    relation: Relation
    label: str
    direction: Annotated[str, Field(pattern="^(out|in)$")]
    """`out`: this initiative is the source of the link; `in`: its target."""
    id: str
    name: str
    since: int | None
    until: int | None
    evidence: str


class Profile(Item):
    """An initiative with everything it is linked to."""

    links: list[LinkedItem]


class Notice(Answer):
    """Something about the question that was put right or ignored."""

    code: str
    key: str
    hint: str


class Counts(Answer):
    """How many initiatives match, how many of them have a place, and in how many countries."""

    total: int
    placed: int
    countries: int


class ItemPage(Counts):
    """One page of the initiatives that match."""

    page: int
    """Never beyond `pages`."""
    pages: int
    items: list[Item]
    notices: list[Notice]


class CountedValue(Answer):
    """A value of a facet and how many initiatives would match with it; `none` is "not stated"."""

    value: str
    label: str
    count: int


class CountedYear(Answer):
    """A year and how many of the initiatives ran in it."""

    year: int
    count: int


class FacetCounts(Counts):
    """What could be asked next; each facet is counted without its own selection."""

    facets: dict[str, list[CountedValue]]
    years: list[CountedYear]


class ClusterEntry(Answer):
    """The one initiative of a cluster of one."""

    id: str
    name: str
    organisation: list[str]
    sector: Sector | None
    place: str
    precision: Precision
    years: str
    status: Status
    last_checked: date | None


class ClusterMark(Answer):
    """What lies in one cell of a tile."""

    n: int
    lat: Latitude
    lon: Longitude
    bbox: Annotated[list[float], Field(min_length=4, max_length=4)]
    """west, south, east, north of the points."""
    sectors: dict[str, int]
    """`none` counts those without a sector."""
    near: str
    entry: ClusterEntry | None = None


class Clusters(Answer):
    """One tile of the map."""

    clusters: list[ClusterMark]


class Suggestion(Answer):
    """A place whose name begins with what was typed."""

    id: int
    name: str
    region: str
    country: str
    label: str
    latitude: Latitude
    longitude: Longitude


class CountrySuggestion(Answer):
    """A country with a name (in any language) or code that begins with what was typed, and a point among its people."""

    value: str
    label: str
    latitude: Latitude
    longitude: Longitude


class Suggestions(Answer):
    """Places and countries, the likeliest first; no countries where the places of one are asked for."""

    items: list[Suggestion]
    countries: list[CountrySuggestion]


class Version(Answer):
    """Which version of the data is published."""

    version: str


class Word(Answer):
    """One word of a vocabulary; colour, shape and letter belong to sectors."""

    value: str
    label: str
    description: str
    inverse_label: str = ""
    colour: str = ""
    shape: str = ""
    letter: str = ""
