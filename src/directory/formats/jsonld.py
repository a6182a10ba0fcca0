"""An entry as linked data: schema.org's Project, and Open Badges' Profile where it issues badges."""

from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from directory.model.countries import country_name
from directory.model.entry import Entry
from directory.model.link import Link
from directory.model.vocabularies import VOCABULARIES, Relation, Role
from directory.model.web_links import LinkKind, web_link

MEDIA_TYPE: Final = "application/ld+json"
CONTEXT: Final = {
    "@vocab": "https://schema.org/",
    "ob": "https://purl.imsglobal.org/spec/vc/ob/vocab.html#",
    "url": {"@id": "https://schema.org/url", "@type": "@id"},
}
"""The terms: schema.org's without a prefix, Open Badges' (1EdTech) as `ob:`. Written out, so that nobody fetches it."""
_PROPERTIES: Final = {
    Relation.PART_OF: "memberOf",
    Relation.FUNDED_BY: "funder",
    Relation.CASE_STUDY_OF: "about",
}
"""The relations for which schema.org has a word, read from source to target."""


def jsonld(entry: Entry, *, site: str, name_of: Callable[[str], str]) -> dict[str, Any]:
    """Describe an entry.

    Args:
        entry: The entry.
        site: The address of the directory's first page, with its final slash; profiles are named by it.
        name_of: Gives the name of another initiative by its id.

    Returns:
        A JSON-LD document; what is not stated is left out.
    """
    initiative = entry.initiative
    website, issuer = web_link(initiative.website), web_link(initiative.issuer_url)
    document = {
        "@context": CONTEXT,
        "@id": _address(site, initiative.id),
        "@type": ["Project", "ob:Profile"] if Role.ISSUE in initiative.roles else "Project",
        "identifier": initiative.id,
        "name": initiative.name,
        "description": initiative.summary,
        "url": website.href if website.kind is LinkKind.LIVE else "",
        "sameAs": issuer.href if issuer.kind is LinkKind.LIVE else "",
        "foundingDate": _year(initiative.year_started),
        "dissolutionDate": _year(initiative.year_ended),
        "parentOrganization": [{"@type": "Organization", "name": name} for name in initiative.organisation],
        "keywords": [word for word in (initiative.sector, initiative.programme, *_roles(entry)) if word],
        "location": _place(entry),
        "subjectOf": [source.href for source in map(web_link, initiative.sources) if source.kind is LinkKind.LIVE],
        "dateModified": initiative.updated.isoformat() if initiative.updated else "",
        **_relations(entry, site=site, name_of=name_of),
    }
    return {term: value for term, value in document.items() if value}


def _address(site: str, identifier: str) -> str:
    return f"{site}?{urlencode({'id': identifier})}"


def _year(year: int | None) -> str:
    return "" if year is None else str(year)


def _roles(entry: Entry) -> list[str]:
    return [VOCABULARIES["role"][role].label for role in entry.initiative.roles]


def _place(entry: Entry) -> dict[str, Any]:
    """Describe the stated place; its coordinates carry their precision, so that nobody takes a region for a point."""
    initiative = entry.initiative
    address = {
        "streetAddress": initiative.address,
        "addressLocality": initiative.city,
        "addressRegion": initiative.region,
        "addressCountry": country_name(initiative.country) if initiative.country else "",
    }
    stated = {term: value for term, value in address.items() if value}
    if not stated:
        return {}
    place: dict[str, Any] = {"@type": "Place", "address": {"@type": "PostalAddress", **stated}}
    if entry.position is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": entry.position.coordinates.latitude,
            "longitude": entry.position.coordinates.longitude,
            "description": f"precision: {entry.position.precision}",
        }
    return place


def _relations(entry: Entry, *, site: str, name_of: Callable[[str], str]) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for link in entry.links:
        term = _PROPERTIES.get(link.relation)
        if term is not None and link.source_id == entry.initiative.id:
            found.setdefault(term, []).append(_reference(link, site=site, name_of=name_of))
    return found


def _reference(link: Link, *, site: str, name_of: Callable[[str], str]) -> dict[str, str]:
    return {"@type": "Project", "@id": _address(site, link.target_id), "name": name_of(link.target_id)}
