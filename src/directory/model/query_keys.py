"""The keys of the address: what each means, how it is read and how it is written.

KEYS is the one table for pages, API and exports; docs/url.md repeats it and a test compares the two.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from directory.model.coordinates import BoundingBox, Coordinates
from directory.model.countries import COUNTRY_NAMES
from directory.model.fields import FIRST_YEAR, LAST_YEAR
from directory.model.issues import Issue, Severity, excerpt
from directory.model.text import has_controls
from directory.model.vocabularies import PlaceKind, Precision, Programme, Role, Sector, Status

NOT_STATED: Final = "none"
"""The value of a key that means "the record does not say"."""
TEXT_LIMIT: Final = 200
VALUES_LIMIT: Final = 100
"""How many values of one key are read."""
PAGE_SIZE: Final = 50
LAST_PAGE: Final = 1_000_000
RADIUS_LIMIT_KM: Final = 20_038
"""Half the Earth's circumference: the whole globe."""
DECIMALS: Final = 6
"""Of degrees and kilometres in an address: a tenth of a metre."""


class View(StrEnum):
    """How the result is shown."""

    MAP = "map"
    TABLE = "table"


class Having(StrEnum):
    """What a record must have for the key `has`."""

    WEBSITE = "website"
    SOURCE = "source"
    PLACE = "place"
    CHECKED = "checked"
    """A day on which somebody looked whether it is true."""


class TableColumn(StrEnum):
    """A column of the result table; the name always stands first."""

    SECTOR = "sector"
    PROGRAMME = "programme"
    PLACE = "place"
    YEAR = "year"
    STATUS = "status"
    ROLE = "role"
    LINKED = "linked"
    REACH = "reach"
    WEBSITE = "website"
    UPDATED = "updated"
    CHECKED = "checked"


class Sort(StrEnum):
    """What a result is ordered by; the address writes a leading `-` for descending order."""

    RELEVANCE = "relevance"
    NAME = "name"
    ORGANISATION = "organisation"
    SECTOR = "sector"
    PLACE = "place"
    STATUS = "status"
    YEAR = "year"
    UPDATED = "updated"
    LINKED = "linked"
    DISTANCE = "distance"


class Order(BaseModel):
    """A sort key and its direction."""

    model_config = ConfigDict(frozen=True)

    by: Sort
    descending: bool = False


class Near(BaseModel):
    """A circle on the globe: `near=lat,lon,km`."""

    model_config = ConfigDict(frozen=True)

    centre: Coordinates
    radius_km: Annotated[float, Field(gt=0, le=RADIUS_LIMIT_KM, allow_inf_nan=False)]


class Key(BaseModel):
    """One key of the address: how it is read and written, and what docs/url.md says of it."""

    model_config = ConfigDict(frozen=True)

    field: str
    meaning: str
    values: str
    where: str
    repeats: bool = False
    allowed: tuple[str, ...] = ()
    """For vocabularies: every value."""

    def parse(self, texts: list[str], issues: list[Issue]) -> Any:  # noqa: ANN401  # the field decides
        """Read the texts given for this key. Raises ValueError when a single-valued key is wrong."""
        if self.repeats:
            return _many(self, texts, issues)
        return _READERS[self.field](texts[-1])

    def write(self, value: Any) -> list[str]:  # noqa: ANN401
        """Write a value of the field that is not its default."""
        return list(value) if self.repeats else [_WRITERS.get(self.field, str)(value)]


def _many(key: Key, texts: list[str], issues: list[Issue]) -> tuple[str, ...]:
    kept = []
    given = list(dict.fromkeys(texts))
    if len(given) > VALUES_LIMIT:
        issues.append(notice(key.field, given[VALUES_LIMIT], f"{VALUES_LIMIT} values or fewer"))
    for text in given[:VALUES_LIMIT]:
        if not text or len(text) > TEXT_LIMIT or has_controls(text) or (key.allowed and text not in key.allowed):
            issues.append(notice(key.field, text, key.values))
        else:
            kept.append(text)
    return tuple(kept)


def notice(key: str, value: str, values: str) -> Issue:
    """Say that a value of a key is wrong and was dropped."""
    return Issue(
        code="bad-criteria", column=key, value=excerpt(value), hint=f"expected {values}", severity=Severity.WARNING
    )


def _numbers(text: str, count: int) -> list[float]:
    parts = text.split(",")
    if len(parts) != count:
        message = f"expected {count} numbers"
        raise ValueError(message)
    # As many decimals as are written, so that what was read is what the address says; never a negative zero.
    return [round(float(part), DECIMALS) + 0.0 for part in parts]


def _read_near(text: str) -> Near:
    latitude, longitude, radius_km = _numbers(text, len(("lat", "lon", "km")))
    return Near(centre=Coordinates(latitude=latitude, longitude=longitude), radius_km=radius_km)


def _read_bbox(text: str) -> BoundingBox:
    west, south, east, north = _numbers(text, len(BoundingBox.model_fields))
    return BoundingBox(west=west, south=south, east=east, north=north)


def _read_order(text: str) -> Order:
    return Order(by=Sort(text.removeprefix("-")), descending=text.startswith("-"))


def _read_year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) == len("2013") and FIRST_YEAR <= int(text) <= LAST_YEAR):
        message = "no year"
        raise ValueError(message)
    return int(text)


def _read_page(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(LAST_PAGE)) and 1 <= int(text) <= LAST_PAGE):
        message = "no page"
        raise ValueError(message)
    return int(text)


def _read_text(text: str) -> str:
    if len(text) > TEXT_LIMIT or has_controls(text):
        message = "too long, or not a text"
        raise ValueError(message)
    return " ".join(text.split())


def _read_flag(text: str) -> bool:
    if text not in {"0", "1"}:
        message = "no flag"
        raise ValueError(message)
    return text == "1"


def _short(number: float) -> str:
    return f"{number:.{DECIMALS}f}".rstrip("0").rstrip(".")


_READERS: Final[Mapping[str, Any]] = {
    "q": _read_text,
    "role_all": _read_flag,
    "year_from": _read_year,
    "year_to": _read_year,
    "near": _read_near,
    "bbox": _read_bbox,
    "view": View,
    "order": _read_order,
    "page": _read_page,
    "id": _read_text,
}
_WRITERS: Final[Mapping[str, Any]] = {
    "role_all": lambda flag: "1" if flag else "0",
    "near": lambda near: ",".join(
        map(_short, (near.centre.latitude, near.centre.longitude, near.radius_km)),
    ),
    "bbox": lambda box: ",".join(map(_short, (box.west, box.south, box.east, box.north))),
    "order": lambda order: f"{'-' if order.descending else ''}{order.by}",
}

_EVERYWHERE: Final = "page, API, exports"
_PAGE: Final = "page"


def _facet(field: str, meaning: str, values: Iterable[str] | None, described: str = "") -> Key:
    allowed = () if values is None else (*values, NOT_STATED)
    return Key(
        field=field,
        meaning=meaning,
        values=described or "one of: " + "; ".join(allowed),
        where=_EVERYWHERE,
        repeats=True,
        allowed=allowed,
    )


KEYS: Final[Mapping[str, Key]] = {
    "q": Key(
        field="q",
        meaning="text search",
        values=f"up to {TEXT_LIMIT} characters; quotes keep a phrase together",
        where=_EVERYWHERE,
    ),
    "sector": _facet("sector", "sector", Sector),
    "programme": _facet("programme", "programme", Programme),
    "role": _facet("role", "role", Role),
    "role_all": Key(field="role_all", meaning="all roles instead of any", values="1 or 0", where=_EVERYWHERE),
    "status": _facet("status", "status", Status),
    "country": _facet("country", "country", COUNTRY_NAMES, "a two-letter ISO 3166-1 code, or none"),
    "region": _facet("region", "region", None, "name,country as in Illinois,US, or none"),
    "city": _facet("city", "city", None, "a GeoNames id, or name,region,country as in Chicago,Illinois,US, or none"),
    "place_kind": _facet("place_kind", "place kind", PlaceKind),
    "precision": _facet("precision", "precision of the position", Precision),
    "has": Key(
        field="has",
        meaning="what a record must have",
        values="one of: " + "; ".join(Having),
        where=_EVERYWHERE,
        repeats=True,
        allowed=tuple(Having),
    ),
    "from": Key(
        field="year_from",
        meaning="known to run in or after",
        values=f"a year from {FIRST_YEAR} to {LAST_YEAR}",
        where=_EVERYWHERE,
    ),
    "to": Key(
        field="year_to",
        meaning="known to run in or before",
        values=f"a year from {FIRST_YEAR} to {LAST_YEAR}",
        where=_EVERYWHERE,
    ),
    "near": Key(
        field="near",
        meaning="in a town within a distance of a point",
        values="latitude,longitude,kilometres",
        where=_EVERYWHERE,
    ),
    "bbox": Key(field="bbox", meaning="inside a box", values="west,south,east,north in degrees", where=_EVERYWHERE),
    "view": Key(field="view", meaning="how the result is shown", values="map or table", where=_PAGE),
    "sort": Key(
        field="order",
        meaning="order of the result",
        values="one of: " + "; ".join(Sort) + "; a leading - turns it round",
        where=_EVERYWHERE,
    ),
    "page": Key(field="page", meaning=f"page of {PAGE_SIZE}", values="a number from 1", where="page, API"),
    "cols": Key(
        field="cols",
        meaning="columns of the table",
        values="one of: " + "; ".join(TableColumn),
        where=_PAGE,
        repeats=True,
        allowed=tuple(TableColumn),
    ),
    "id": Key(field="id", meaning="the open profile", values="an initiative's id", where=_PAGE),
}
"""By the key in the address. `c` and `z`, the map's centre and zoom, are read and written by the map alone."""
