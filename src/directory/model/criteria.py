"""Criteria: one filter state, as the address bar writes it.

It drives map, table, counts, charts, downloads, API and the address bar alike. How its values look in an address is
in `query_keys`.
"""

from collections.abc import Iterable
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from directory.model.coordinates import BoundingBox
from directory.model.issues import Issue
from directory.model.query_keys import (
    KEYS,
    LAST_PAGE,
    NOT_STATED,
    PAGE_SIZE,
    TEXT_LIMIT,
    VALUES_LIMIT,
    Having,
    Key,
    Near,
    Order,
    Sort,
    View,
    notice,
)

__all__ = [
    "KEYS",
    "NOT_STATED",
    "PAGE_SIZE",
    "TEXT_LIMIT",
    "VALUES_LIMIT",
    "Criteria",
    "Having",
    "Key",
    "Near",
    "Order",
    "Sort",
    "View",
]

Filterable = Annotated[tuple[str, ...], Field(max_length=VALUES_LIMIT)]


class Criteria(BaseModel):
    """A question to the catalogue and the way its answer is shown. Empty values do not filter."""

    model_config = ConfigDict(frozen=True)

    q: Annotated[str, Field(max_length=TEXT_LIMIT)] = ""
    """Words and "quoted phrases" in name, organisation, summary, partners and place; the last word is a prefix."""
    sector: Filterable = ()
    programme: Filterable = ()
    role: Filterable = ()
    role_all: bool = False
    """Whether a record must have every role asked for, instead of any."""
    status: Filterable = ()
    country: Filterable = ()
    """ISO 3166-1 alpha-2 codes."""
    region: Filterable = ()
    """`name,country`, as `Illinois,US`."""
    city: Filterable = ()
    """GeoNames ids, or `name,region,country`."""
    place_kind: Filterable = ()
    precision: Filterable = ()
    has: Filterable = ()
    year_from: int | None = None
    """First year of interest; a record's span runs from its first to its last stated year, open when it is active."""
    year_to: int | None = None
    near: Near | None = None
    bbox: BoundingBox | None = None
    view: View = View.MAP
    order: Order | None = None
    """None: by relevance with a text, by distance with `near`, else by name."""
    page: Annotated[int, Field(ge=1, le=LAST_PAGE)] = 1
    cols: Filterable = ()
    """Columns of the table; empty shows the usual ones."""
    id: str = ""
    """The initiative whose profile is open."""
    others: tuple[tuple[str, str], ...] = ()
    """Pairs of the address that mean nothing to this version; kept and ignored."""

    @classmethod
    def from_query(cls, pairs: Iterable[tuple[str, str]]) -> tuple[Self, list[Issue]]:
        """Read the pairs of an address; a wrong value is dropped and becomes an issue, an unknown key is kept."""
        given: dict[str, list[str]] = {}
        others: list[tuple[str, str]] = []
        issues: list[Issue] = []
        for key, value in pairs:
            if key in KEYS:
                given.setdefault(key, []).append(value)
            else:
                others.append((key, value))
        values: dict[str, Any] = {"others": tuple(others)}
        for key, texts in given.items():
            field, parse = KEYS[key].field, KEYS[key].parse
            try:
                values[field] = parse(texts, issues)
            except (ValueError, ValidationError):
                issues.append(notice(key, ",".join(texts), KEYS[key].values))
        if (first := values.get("year_from")) and (last := values.get("year_to")) and last < first:
            issues.append(notice("to", str(last), "a year that is not before `from`"))
            values["year_to"] = None
        return cls(**values), issues

    def to_query(self) -> list[tuple[str, str]]:
        """Write the pairs of the address: only what differs from the default, in the order of the keys."""
        pairs = [
            (key, text)
            for key, spec in KEYS.items()
            if (value := getattr(self, spec.field)) != type(self).model_fields[spec.field].default
            for text in spec.write(value)
        ]
        return [*pairs, *self.others]

    def filters(self) -> Self:
        """Return only what decides which initiatives match: no view, order, page, columns or profile."""
        return self.model_copy(update={"view": View.MAP, "order": None, "page": 1, "cols": (), "id": "", "others": ()})

    @property
    def is_filtering(self) -> bool:
        """Whether anything narrows the result."""
        return self.filters() != type(self)()
