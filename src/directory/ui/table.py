"""The result as a table, as data for its component."""

from typing import Any, Final

from directory.catalogue import Catalogue
from directory.formats.json_item import item
from directory.model.criteria import PAGE_SIZE, Criteria, Order, Sort
from directory.model.entry import Entry
from directory.model.query_keys import TableColumn
from directory.model.vocabularies import VOCABULARIES
from directory.ui import address, words

_TITLES: Final = {
    TableColumn.SECTOR: "Sector",
    TableColumn.PROGRAMME: "Programme",
    TableColumn.PLACE: "Place",
    TableColumn.YEAR: "Years",
    TableColumn.STATUS: "Status",
    TableColumn.ROLE: "Roles",
    TableColumn.LINKED: "Links",
    TableColumn.REACH: "Reach",
    TableColumn.WEBSITE: "Website",
    TableColumn.UPDATED: "Updated",
    TableColumn.CHECKED: "Checked",
}
_USUAL: Final = (
    TableColumn.SECTOR,
    TableColumn.PLACE,
    TableColumn.YEAR,
    TableColumn.STATUS,
    TableColumn.ROLE,
    TableColumn.LINKED,
)
_SORTABLE: Final = {sort.value for sort in Sort}


def table(catalogue: Catalogue, criteria: Criteria) -> dict[str, Any]:
    """Gather one page of the result as rows of words."""
    page = catalogue.page(criteria)
    first = (page.number - 1) * PAGE_SIZE
    chosen = [column for column in TableColumn if column in (criteria.cols or _USUAL)]
    return {
        "sort": _sort_text(criteria),
        "columns": [{"key": each, "title": _TITLES[each], "sorts": each in _SORTABLE} for each in chosen],
        "choices": [{"key": each, "title": _TITLES[each], "chosen": each in chosen} for each in TableColumn],
        "rows": [_row(entry, criteria) for entry in page.entries],
        "page": page.number,
        "pages": page.pages,
        "first": first + 1,
        "last": first + len(page.entries),
        "total": page.total,
    }


def order_text(order: Order) -> str:
    """Write an order as the address does."""
    return dict(Criteria(order=order).to_query())["sort"]


def _sort_text(criteria: Criteria) -> str:
    """Say the order the table is in, as the address would; empty when no column says it."""
    if criteria.order is not None:
        return order_text(criteria.order)
    return "" if criteria.q or criteria.near else order_text(Order(by=Sort.NAME))


def _row(entry: Entry, criteria: Criteria) -> dict[str, Any]:
    initiative = entry.initiative
    sector = VOCABULARIES["sector"].get(initiative.sector or "")
    return {
        "id": initiative.id,
        "query": address.query_text(criteria.model_copy(update={"id": initiative.id}).to_query()),
        "name": initiative.name,
        "organisation": "; ".join(initiative.organisation),
        "sector": {"label": sector.label, "colour": sector.colour, "shape": sector.shape} if sector else None,
        "programme": VOCABULARIES["programme"][initiative.programme].label,
        "place": entry.place,
        "precision": words.precision_words(entry),
        "year": entry.years,
        "status": words.status_words(initiative),
        "role": [{"value": role, "label": VOCABULARIES["role"][role].label} for role in initiative.roles],
        "linked": len(entry.links),
        "reach": initiative.reach,
        "website": item(entry)["website_link"],
        "updated": initiative.updated.isoformat() if initiative.updated else "",
        "checked": entry.last_checked.isoformat() if entry.last_checked else "",
    }
