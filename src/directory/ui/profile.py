"""The profile of one initiative, as data for its component."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from directory.api import wire
from directory.catalogue import Catalogue
from directory.model.criteria import TEXT_LIMIT, Criteria
from directory.model.entry import Entry, years_words
from directory.model.errors import NotFound
from directory.model.vocabularies import VOCABULARIES, Status
from directory.model.web_links import LinkKind, web_link
from directory.ui.paths import API, BASEMAP
from directory.web.assets import asset_url
from directory.web.leaflet import LEAFLET_SCRIPT, LEAFLET_STYLES

_SIBLINGS: Final = 8
"""How many others of one organisation or city a profile names."""
_NAMED: Final = 3
"""How many of the links that one source supports are named beside it."""
_YEAR_OF_THE_LISTS: Final = 2015
"""When no year is stated: the year of most lists of issuers."""
UNSTATED: Final = {"colour": "#767b82", "shape": "circle"}
"""The sign of an initiative whose sector is not stated."""
STATUS_WORDS: Final = {
    Status.PLANNED: "Planned",
    Status.ACTIVE: "Active",
    Status.ENDED: "Ended",
    Status.UNKNOWN: "Not known whether it still runs",
}


def profile(catalogue: Catalogue, identifier: str, *, site: str) -> dict[str, Any]:
    """Gather what the profile shows; `found` is False when there is no such initiative.

    Args:
        catalogue: Where it is looked up.
        identifier: Its id.
        site: Where visitors find the directory, for what is cited; relative to the page when no operator says.
    """
    try:
        entry = catalogue.get(identifier)
    except NotFound:
        return {"id": identifier, "found": False}
    initiative = entry.initiative
    sector = VOCABULARIES["sector"].get(initiative.sector or "")
    told = wire.profile(entry, catalogue)
    return {
        "id": initiative.id,
        "found": True,
        "api": API,
        "json": f"{API}/initiatives/{initiative.id}",
        "name": initiative.name,
        "organisation": "; ".join(initiative.organisation),
        "sector": {"label": sector.label, "colour": sector.colour, "shape": sector.shape} if sector else None,
        "programme": VOCABULARIES["programme"][initiative.programme].label,
        "status": initiative.status,
        "status_words": _status_words(entry),
        "summary": initiative.summary,
        "roles": [{"value": role, "description": VOCABULARIES["role"][role].description} for role in initiative.roles],
        "place": ", ".join(part for part in (initiative.address, entry.place) if part),
        "place_words": _place_words(entry),
        "map": _map(entry),
        "years": entry.years,
        "reach": f"{initiative.reach:,}" if initiative.reach is not None else "",
        "website": told["website_link"],
        "archived": _archived(entry),
        "issuer": web_link(initiative.issuer_url).model_dump(mode="json") if initiative.issuer_url else None,
        "partners": list(initiative.partners),
        "updated": initiative.updated.isoformat() if initiative.updated else "",
        "checked": entry.last_checked.isoformat() if entry.last_checked else "",
        "links": sorted(map(_link, told["links"]), key=lambda link: (link["label"], link["name"])),
        "siblings": list(_siblings(catalogue, entry)),
        "sources": list(_sources(told)),
        "citation": _citation(entry),
        "address": f"{site}?{urlencode({'id': initiative.id})}",
    }


def _status_words(entry: Entry) -> str:
    started = entry.initiative.year_started
    if started and entry.initiative.status is Status.PLANNED:
        return f"Planned for {started}"
    said = STATUS_WORDS[entry.initiative.status]
    return (
        f"{said}, {entry.years}"
        if entry.years and entry.initiative.status is not Status.UNKNOWN
        else (f"{said}, started {started}" if started else said)
    )


def _place_words(entry: Entry) -> str:
    kind = entry.initiative.place_kind
    meaning = VOCABULARIES["place_kind"][kind].description if kind else ""
    note = entry.position.note if entry.position else ""
    return ". ".join(part.rstrip(".") for part in (meaning, note) if part)


def _map(entry: Entry) -> dict[str, Any] | None:
    """Say what the small map shows; None without a position."""
    if entry.position is None:
        return None
    sector = VOCABULARIES["sector"].get(entry.initiative.sector or "")
    exactness = VOCABULARIES["precision"][entry.position.precision].description
    return {
        "script": asset_url(LEAFLET_SCRIPT),
        "styles": [asset_url(LEAFLET_STYLES), asset_url("map/map.css")],
        "basemap": BASEMAP,
        "latitude": entry.position.coordinates.latitude,
        "longitude": entry.position.coordinates.longitude,
        "precision": entry.position.precision,
        "sector": {"colour": sector.colour, "shape": sector.shape} if sector else UNSTATED,
        "name": f"{entry.place}, {exactness[0].lower()}{exactness[1:]}" if entry.place else exactness,
        "caption": exactness,
    }


def _link(told: dict[str, Any]) -> dict[str, Any]:
    """Say a link for people."""
    named = {key: told[key] for key in ("label", "id", "name")}
    evidence = web_link(told["evidence"]).model_dump(mode="json")
    return named | {"note": years_words(told["since"], told["until"]), "evidence": evidence}


def _sources(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give each source with what it supports: the record, and the links that name it as their evidence."""
    supported: dict[str, list[str]] = {}
    for link in told["links"]:
        if link["evidence"]:
            supported.setdefault(link["evidence"], []).append(link["name"])
    for source in told["source_links"]:
        yield source | {"record": True, "links": _few(supported.pop(source["text"], []))}
    for evidence, names in supported.items():
        yield web_link(evidence).model_dump(mode="json") | {"record": False, "links": _few(names)}


def _few(names: list[str]) -> str:
    """Name the first, and count the others."""
    named = ", ".join(sorted(names)[:_NAMED])
    return f"{named} and {len(names) - _NAMED} more" if len(names) > _NAMED else named


def _siblings(catalogue: Catalogue, entry: Entry) -> Iterator[dict[str, Any]]:
    """Name others of the same organisation and of the same city, without those that are linked anyway."""
    initiative = entry.initiative
    named = {end for link in entry.links for end in (link.source_id, link.target_id)} | {initiative.id}
    for organisation in initiative.organisation:
        asked = f'"{organisation}"'[:TEXT_LIMIT]
        found = catalogue.all(Criteria(q=asked))
        same = [each for each in found if organisation in each.initiative.organisation]
        yield from _group(f"Also by {organisation}", same, named, {"q": asked})
    if initiative.city:
        city = f"{initiative.city},{initiative.region},{initiative.country or ''}"
        yield from _group(
            f"Also in {initiative.city}", list(catalogue.all(Criteria(city=(city,)))), named, {"city": city}
        )


def _group(title: str, entries: list[Entry], named: set[str], criteria: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """Name the first of these; more than that are left to Explore, under the criteria that find them all."""
    others = [each for each in entries if each.initiative.id not in named]
    if not others:
        return
    notes = [{"id": each.initiative.id, "name": each.initiative.name, "note": each.years} for each in others]
    group: dict[str, Any] = {"title": title, "entries": notes[:_SIBLINGS]}
    if len(others) > _SIBLINGS:
        group["more"] = urlencode(criteria)
    yield group


def _archived(entry: Entry) -> dict[str, str]:
    """Say where a copy of the website may be found: a stated one, or the Internet Archive's nearest to its years."""
    initiative = entry.initiative
    archived = web_link(initiative.archived_url)
    if archived.kind is LinkKind.LIVE:
        return {"href": archived.href, "text": "Archived copy"}
    website = web_link(initiative.website)
    if website.kind is LinkKind.TEXT or not (website.kind is LinkKind.UNSAFE or initiative.status is not Status.ACTIVE):
        return {}
    year = initiative.year_ended or initiative.year_started or _YEAR_OF_THE_LISTS
    # The star asks for the calendar of copies; no claim is made that there is one.
    return {"href": f"https://web.archive.org/web/{year}*/{initiative.website}", "text": f"Look for a copy of {year}"}


def _citation(entry: Entry) -> str:
    updated = entry.initiative.updated
    return f"“{entry.initiative.name}”. Linked Initiatives{f', record of {updated.isoformat()}' if updated else ''}."
