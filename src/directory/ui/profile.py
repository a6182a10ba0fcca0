"""The profile of one initiative, as data for its component."""

from collections.abc import Iterator
from typing import Any, Final

from directory.catalogue import Catalogue
from directory.formats.json_item import item
from directory.model.criteria import Criteria
from directory.model.entry import Entry, years_words
from directory.model.errors import NotFound
from directory.model.link import Link
from directory.model.vocabularies import RELATIONS, VOCABULARIES, Status
from directory.ui import words
from directory.ui.paths import API

_SIBLINGS: Final = 8
"""How many others of the same city a profile names."""
_STATUS_WORDS: Final = {
    Status.PLANNED: "Planned",
    Status.ACTIVE: "Active",
    Status.ENDED: "Ended",
    Status.UNKNOWN: "Not known whether it still runs",
}


def profile(catalogue: Catalogue, identifier: str) -> dict[str, Any]:
    """Gather what the profile shows; `found` is False when there is no such initiative."""
    try:
        entry = catalogue.get(identifier)
    except NotFound:
        return {"id": identifier, "found": False}
    initiative = entry.initiative
    sector = VOCABULARIES["sector"].get(initiative.sector or "")
    told = item(entry)
    return {
        "id": initiative.id,
        "found": True,
        "json": f"{API}/initiatives/{initiative.id}",
        "name": initiative.name,
        "organisation": "; ".join(initiative.organisation),
        "sector": {"label": sector.label, "colour": sector.colour, "shape": sector.shape} if sector else None,
        "programme": VOCABULARIES["programme"][initiative.programme].label,
        "status_words": _status_words(entry),
        "summary": initiative.summary,
        "roles": [{"value": role, "description": VOCABULARIES["role"][role].description} for role in initiative.roles],
        "place": ", ".join(part for part in (initiative.address, entry.place) if part),
        "place_words": _place_words(entry),
        "years": entry.years,
        "reach": f"{initiative.reach:,}" if initiative.reach is not None else "",
        "website": told["website_link"],
        "partners": list(initiative.partners),
        "updated": initiative.updated.isoformat() if initiative.updated else "",
        "links": sorted(_links(catalogue, entry), key=lambda link: (link["label"], link["name"])),
        "siblings": list(_siblings(catalogue, entry)),
        "sources": told["source_links"],
        "citation": _citation(entry),
    }


def _status_words(entry: Entry) -> str:
    started = entry.initiative.year_started
    said = _STATUS_WORDS[entry.initiative.status]
    return (
        f"{said}, {entry.years}"
        if entry.years and entry.initiative.status is not Status.UNKNOWN
        else (f"{said}, started {started}" if started else said)
    )


def _place_words(entry: Entry) -> str:
    kind = entry.initiative.place_kind
    meaning = VOCABULARIES["place_kind"][kind].description if kind else ""
    exactness = VOCABULARIES["precision"][entry.position.precision].description if entry.position else ""
    note = entry.position.note if entry.position else ""
    shown = f"Shown on the map: {exactness[0].lower()}{exactness[1:]}" if exactness else ""
    return ". ".join(part.rstrip(".") for part in (meaning, shown, note) if part)


def _links(catalogue: Catalogue, entry: Entry) -> Iterator[dict[str, str]]:
    for link in entry.links:
        outward = link.source_id == entry.initiative.id
        term = RELATIONS[link.relation]
        other = link.target_id if outward else link.source_id
        yield {
            "label": term.label if outward else term.inverse_label,
            "id": other,
            "name": _name(catalogue, other),
            "note": _link_years(link),
        }


def _name(catalogue: Catalogue, identifier: str) -> str:
    try:
        return catalogue.get(identifier).initiative.name
    except NotFound:
        return identifier


def _link_years(link: Link) -> str:
    return years_words(link.since, link.until)


def _siblings(catalogue: Catalogue, entry: Entry) -> Iterator[dict[str, Any]]:
    """Name others in the same city; those of the same organisation are links already."""
    initiative = entry.initiative
    if not initiative.city:
        return
    city = f"{initiative.city},{initiative.region},{initiative.country or ''}"
    page = catalogue.page(Criteria(city=(city,)), size=_SIBLINGS + 1)
    linked = {link.source_id for link in entry.links} | {link.target_id for link in entry.links}
    others = [each for each in page.entries if each.initiative.id not in linked | {initiative.id}][:_SIBLINGS]
    if others:
        rest = page.total - 1 - len(others)
        title = f"Also in {initiative.city}" + (f" ({words.plural(rest, 'other')} not shown)" if rest > 0 else "")
        notes = [{"id": each.initiative.id, "name": each.initiative.name, "note": each.years} for each in others]
        yield {"title": title, "entries": notes}


def _citation(entry: Entry) -> str:
    updated = entry.initiative.updated
    return f"“{entry.initiative.name}”. Linked Initiatives{f', record of {updated.isoformat()}' if updated else ''}."
