"""An initiative: one record of the directory, as its row in data/initiatives.csv states it."""

import math
import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import date
from typing import Annotated, Any, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from directory.model.coordinates import Coordinates, Latitude, Longitude
from directory.model.fields import (
    at_most,
    blank_to_none,
    clean_text,
    count,
    country,
    day,
    issues_of,
    list_of,
    web_address,
    year,
)
from directory.model.issues import Issue, Severity, excerpt
from directory.model.text import is_turned, shows_nothing
from directory.model.vocabularies import VOCABULARIES, PlaceKind, Programme, Role, Sector, Status
from directory.model.web_links import URL_LIMIT

ID_LIMIT: Final = 80
NAME_LIMIT: Final = 200
SUMMARY_LIMIT: Final = 1_000
PART_LIMIT: Final = 50
"""How many organisations, partners or sources one initiative may list."""

COLUMNS: Final = (
    "id",
    "name",
    "organisation",
    "programme",
    "sector",
    "roles",
    "status",
    "summary",
    "address",
    "city",
    "region",
    "country",
    "latitude",
    "longitude",
    "place_kind",
    "reach",
    "year_started",
    "year_ended",
    "website",
    "archived_url",
    "issuer_url",
    "partners",
    "sources",
    "added",
    "updated",
)
"""The columns of data/initiatives.csv, in their order; exports use the same names."""

_COMPARED: Final = (("year_started", "year_ended"), ("latitude", "longitude"))
"""The columns that must fit each other."""
_PART_LENGTHS: Final = {"organisation": NAME_LIMIT, "partners": NAME_LIMIT, "sources": URL_LIMIT}
TEXTS: Final = ("name", "organisation", "summary", "address", "city", "region", "partners", "sources")
"""The columns of free text: texts, or tuples of them."""
_ROLE_ORDER: Final = {role.value: place for place, role in enumerate(Role)}
_HINTS: Final = {
    column: "use one of: " + "; ".join(VOCABULARIES[key])
    for column, key in (
        ("programme", "programme"),
        ("sector", "sector"),
        ("status", "status"),
        ("place_kind", "place_kind"),
        ("roles", "role"),
    )
}

_ShortText = Annotated[str, BeforeValidator(clean_text), AfterValidator(at_most(NAME_LIMIT))]
_LongText = Annotated[str, BeforeValidator(clean_text), AfterValidator(at_most(SUMMARY_LIMIT))]
_Source = Annotated[str, BeforeValidator(clean_text), AfterValidator(at_most(URL_LIMIT))]
_Parts = Annotated[tuple[_ShortText, ...], BeforeValidator(list_of("; ")), Field(max_length=PART_LIMIT)]
_Year = Annotated[int | None, BeforeValidator(year)]
_WebAddress = Annotated[str, BeforeValidator(web_address)]
_Country = Annotated[str | None, BeforeValidator(country)]
_Day = Annotated[date | None, BeforeValidator(day)]


_DECIMAL: Final = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.ASCII | re.IGNORECASE)


def _degrees(value: object) -> object:
    text = blank_to_none(value)
    if not isinstance(text, str):
        return text
    if "," in text:
        raise PydanticCustomError("decimal-comma", "write decimals with a point, like 41.88")
    if not _DECIMAL.fullmatch(text):
        raise PydanticCustomError("not-a-number", "write degrees as a decimal number, like 41.88")
    number = float(text)
    if not math.isfinite(number):
        raise PydanticCustomError("not-finite", "write degrees as a decimal number, like 41.88")
    return number


def _roles(value: object) -> object:
    parts = list_of(";")(value)
    # Any order is understood; the fixed order makes equal sets equal.
    return tuple(sorted(parts, key=lambda role: _ROLE_ORDER.get(role, 0))) if isinstance(parts, tuple) else parts


class Initiative(BaseModel):
    """A programme, project, pledge, case study, issuer or body that works with Open Badges."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=ID_LIMIT)]
    """Stable lower-case slug; unique in a directory."""
    name: _ShortText
    organisation: _Parts = ()
    """Lead organisations; `; ` between them in files."""
    programme: Annotated[Programme, BeforeValidator(lambda value: blank_to_none(value) or Programme.INDEPENDENT)] = (
        Programme.INDEPENDENT
    )
    sector: Annotated[Sector | None, BeforeValidator(blank_to_none)] = None
    roles: Annotated[tuple[Role, ...], BeforeValidator(_roles)] = ()
    """In the order of the vocabulary; empty when no source says."""
    status: Annotated[Status, BeforeValidator(lambda value: blank_to_none(value) or Status.UNKNOWN)] = Status.UNKNOWN
    summary: _LongText = ""
    address: _ShortText = ""
    """Street address, only where a source prints one."""
    city: _ShortText = ""
    region: _ShortText = ""
    """First-level subdivision."""
    country: _Country = None
    """ISO 3166-1 alpha-2, or None for online or unknown."""
    latitude: Annotated[Latitude | None, BeforeValidator(_degrees)] = None
    """Stated latitude in WGS84 degrees; derived ones live in `Position`."""
    longitude: Annotated[Longitude | None, BeforeValidator(_degrees)] = None
    place_kind: Annotated[PlaceKind | None, BeforeValidator(blank_to_none)] = None
    reach: Annotated[int | None, BeforeValidator(count)] = None
    """Number of people, where a source gives one."""
    year_started: _Year = None
    year_ended: _Year = None
    website: _WebAddress = ""
    """As originally known; `web_links.web_link` says whether it may be a link."""
    archived_url: _WebAddress = ""
    issuer_url: _WebAddress = ""
    partners: _Parts = ()
    sources: Annotated[tuple[_Source, ...], BeforeValidator(list_of(";")), Field(max_length=PART_LIMIT)] = ()
    """URLs or `github:owner/repo/path`; `;` between them in files."""
    added: _Day = None
    updated: _Day = None

    @field_validator("id", mode="before")
    @classmethod
    def _id_is_there(cls, value: object) -> object:
        text = clean_text(value)
        if text == "":
            raise PydanticCustomError("required", "this must not be blank")
        return text

    @field_validator("name")
    @classmethod
    def _name_is_there(cls, value: str) -> str:
        if shows_nothing(value):
            raise PydanticCustomError("required", "this must not be blank, nor hold invisible characters only")
        return value

    @model_validator(mode="after")
    def _years_and_coordinates_fit(self) -> Self:
        if self.year_started is not None and self.year_ended is not None and self.year_ended < self.year_started:
            raise PydanticCustomError(
                "end-before-start", "year_ended must not be before year_started", {"column": "year_ended"}
            )
        if (self.latitude is None) != (self.longitude is None):
            column = "latitude" if self.latitude is None else "longitude"
            raise PydanticCustomError(
                "half-a-position", "give both latitude and longitude, or neither", {"column": column}
            )
        return self

    @property
    def coordinates(self) -> Coordinates | None:
        """The stated coordinates, or None when the record states none."""
        if self.latitude is None or self.longitude is None:
            return None
        return Coordinates(latitude=self.latitude, longitude=self.longitude)

    def to_row(self) -> dict[str, str]:
        """Write the initiative as the cells of data/initiatives.csv, by column."""
        values: dict[str, Any] = self.model_dump()
        for column, separator in (("organisation", "; "), ("partners", "; "), ("roles", ";"), ("sources", ";")):
            values[column] = separator.join(values[column])
        return {column: "" if values[column] is None else str(values[column]) for column in COLUMNS}


def parse_initiative(
    row: Mapping[str, object], *, file: str = "", line: int | None = None
) -> tuple[Initiative | None, list[Issue]]:
    """Read one row of text, collecting every issue; the initiative is None when any of them is an error."""
    try:
        initiative = Initiative.model_validate({column: row[column] for column in COLUMNS if column in row})
    except ValidationError as error:
        found = issues_of(error, row, hints=_HINTS, file=file, line=line)
        found += _misfits(row, {issue.column for issue in found}, file=file, line=line)
        return None, [_worded(issue, row) for issue in found]
    warnings = [
        Issue(
            code=code,
            column=column,
            hint=hint,
            value=excerpt(row.get(column, "")),
            file=file,
            line=line,
            severity=Severity.WARNING,
        )
        for code, column, hint in _doubts(initiative)
    ]
    return initiative, warnings


def _misfits(row: Mapping[str, object], wrong: AbstractSet[str], *, file: str, line: int | None) -> list[Issue]:
    """Say which cells contradict each other, when each is good by itself and others of the row are not.

    pydantic compares columns only in a row that is otherwise good; the author shall hear of everything at once.
    """
    found: list[Issue] = []
    for pair in _COMPARED:
        if wrong.isdisjoint(pair):
            try:
                Initiative.model_validate({"id": "x", "name": "x"} | {column: row.get(column, "") for column in pair})
            except ValidationError as error:
                found += issues_of(error, row, hints=_HINTS, file=file, line=line)
    return found


def _worded(issue: Issue, row: Mapping[str, object]) -> Issue:
    """Give an issue that pydantic words for programmers a hint for people."""
    if issue.column == "id" and issue.code == "string-pattern-mismatch":
        hint = "use lower-case letters a-z, digits and single hyphens, like badge-the-world"
        return issue.model_copy(update={"code": "bad-id", "hint": hint})
    if issue.code == "too-long" and (limit := _PART_LENGTHS.get(issue.column)):
        return issue.model_copy(update={"hint": f"list {PART_LIMIT} or fewer, each of {limit} characters or fewer"})
    if issue.code in {"less-than-equal", "greater-than-equal"}:
        degrees = 90 if issue.column == "latitude" else 180
        if issue.column == "latitude" and _looks_swapped(row):
            return issue.model_copy(
                update={
                    "code": "coordinates-swapped",
                    "hint": "latitude and longitude look swapped; latitude is between -90 and 90",
                }
            )
        return issue.model_copy(update={"code": "out-of-range", "hint": f"between -{degrees} and {degrees} degrees"})
    return issue


def _looks_swapped(row: Mapping[str, object]) -> bool:
    try:
        latitude, longitude = float(str(row.get("latitude"))), float(str(row.get("longitude")))
    except ValueError:
        return False
    return abs(latitude) <= 180 and abs(longitude) <= 90  # noqa: PLR2004  # degrees


def _doubts(initiative: Initiative) -> list[tuple[str, str, str]]:
    """Name what is allowed but likely a slip: (code, column, hint)."""
    doubts = []
    if initiative.latitude == 0 and initiative.longitude == 0:
        doubts.append(
            ("null-island", "latitude", "0, 0 lies in the Atlantic; leave both blank when the place is unknown")
        )
    doubts.extend(
        ("turned-text", column, "remove the invisible characters that turn its direction")
        for column in TEXTS
        if is_turned("".join(getattr(initiative, column)))
    )
    if not initiative.sources:
        doubts.append(("no-source", "sources", "name at least one source, so that others can check"))
    return doubts
