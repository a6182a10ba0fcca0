"""A link: a typed, dated relation between two initiatives."""

from collections.abc import Mapping
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from directory.model.fields import at_most, clean_text, issues_of, year
from directory.model.issues import Issue
from directory.model.vocabularies import RELATIONS, Relation
from directory.model.web_links import URL_LIMIT

LINK_COLUMNS: Final = ("source_id", "relation", "target_id", "since", "until", "evidence")
"""The columns of data/links.csv, in their order."""

_EITHER_WAY: Final = frozenset({Relation.PARTNER_OF, Relation.SAME_ORGANISATION})
_Id = Annotated[str, BeforeValidator(clean_text), Field(min_length=1)]
_HINTS: Final = {"relation": "use one of: " + "; ".join(RELATIONS)}


class Link(BaseModel):
    """One row of data/links.csv."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: _Id
    relation: Relation
    target_id: _Id
    since: Annotated[int | None, BeforeValidator(year)] = None
    until: Annotated[int | None, BeforeValidator(year)] = None
    evidence: Annotated[str, BeforeValidator(clean_text), AfterValidator(at_most(URL_LIMIT))] = ""

    @model_validator(mode="after")
    def _links_two_initiatives(self) -> Self:
        if self.source_id == self.target_id:
            raise PydanticCustomError("self-link", "a link joins two different initiatives", {"column": "target_id"})
        if self.since is not None and self.until is not None and self.until < self.since:
            raise PydanticCustomError("end-before-start", "until must not be before since", {"column": "until"})
        return self

    @property
    def either_way(self) -> bool:
        """Whether the link means the same from its target."""
        return self.relation in _EITHER_WAY

    def to_row(self) -> dict[str, str]:
        """Write the link as the cells of data/links.csv, by column."""
        values: dict[str, Any] = self.model_dump()
        return {column: "" if values[column] is None else str(values[column]) for column in LINK_COLUMNS}


def file_order(link: Link) -> tuple[str, ...]:
    """Return what links are sorted by in data/links.csv: their cells."""
    return tuple(link.to_row().values())


def parse_link(
    row: Mapping[str, object], *, file: str = "", line: int | None = None
) -> tuple[Link | None, list[Issue]]:
    """Read one row of text, collecting every issue; the link is None when there is any."""
    try:
        return Link.model_validate({column: row[column] for column in LINK_COLUMNS if column in row}), []
    except ValidationError as error:
        return None, issues_of(error, row, hints=_HINTS, file=file, line=line)
