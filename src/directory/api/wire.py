"""From the words of the catalogue to the shapes of `schemas`, as plain dictionaries: the next step is JSON."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from directory.catalogue import Catalogue, Cluster, Page, Selection
from directory.formats.json_item import item
from directory.geocoding import CountrySuggestion, Suggestion
from directory.model.coordinates import Coordinates
from directory.model.criteria import Criteria
from directory.model.entry import Entry
from directory.model.link import Link
from directory.model.vocabularies import RELATIONS, VOCABULARIES

NearestLabel = Callable[[Coordinates], str]
"""Names the place of some size that is nearest to a point."""


def counts(selection: Selection) -> dict[str, Any]:
    """Return what the sentence over every result says."""
    return {"total": selection.total, "placed": selection.placed, "countries": selection.countries}


def item_page(page: Page, selection: Selection, notices: list[dict[str, str]]) -> dict[str, Any]:
    """Return one page of a result."""
    return counts(selection) | {
        "page": page.number,
        "pages": page.pages,
        "items": [item(entry) for entry in page.entries],
        "notices": notices,
    }


def profile(entry: Entry, catalogue: Catalogue) -> dict[str, Any]:
    """Return an initiative with everything it is linked to."""
    return item(entry) | {"links": [_linked(link, entry.initiative.id, catalogue) for link in entry.links]}


def _linked(link: Link, own_id: str, catalogue: Catalogue) -> dict[str, Any]:
    """Look at a link from one of its ends. Loading publishes no link whose other end is not published."""
    outwards = link.source_id == own_id
    other_id = link.target_id if outwards else link.source_id
    term = RELATIONS[link.relation]
    return {
        "relation": link.relation,
        "label": term.label if outwards else term.inverse_label,
        "direction": "out" if outwards else "in",
        "id": other_id,
        "name": catalogue.get(other_id).initiative.name,
        "since": link.since,
        "until": link.until,
        "evidence": link.evidence,
    }


def facet_counts(catalogue: Catalogue, criteria: Criteria) -> dict[str, Any]:
    """Return every facet and the histogram of years."""
    return counts(catalogue.select(criteria)) | {
        "facets": {key: [asdict(value) for value in facet.values] for key, facet in catalogue.facets(criteria).items()},
        "years": [asdict(year) for year in catalogue.years(criteria)],
    }


def mark(cluster: Cluster, nearest_label: NearestLabel) -> dict[str, Any]:
    """Return a cluster as the map draws it."""
    box = cluster.box
    drawn = {
        "n": cluster.count,
        "lat": cluster.coordinates.latitude,
        "lon": cluster.coordinates.longitude,
        "bbox": [box.west, box.south, box.east, box.north],
        "sectors": cluster.sectors,
        "near": nearest_label(cluster.coordinates),
    }
    return drawn if cluster.entry is None else drawn | {"entry": _marked(cluster.entry)}


def _marked(entry: Entry) -> dict[str, Any]:
    initiative, position = entry.initiative, entry.position
    return {
        "id": initiative.id,
        "name": initiative.name,
        "organisation": initiative.organisation,
        "sector": initiative.sector,
        "place": entry.place,
        "precision": position and position.precision,
        "years": entry.years,
        "status": initiative.status,
        "last_checked": entry.last_checked and entry.last_checked.isoformat(),
    }


def suggestion(place: Suggestion) -> dict[str, Any]:
    """Return a place that is offered while somebody types."""
    return {
        "id": place.id,
        "name": place.name,
        "region": place.region,
        "country": place.country,
        "label": place.label,
        "latitude": place.coordinates.latitude,
        "longitude": place.coordinates.longitude,
    }


def country_suggestion(country: CountrySuggestion) -> dict[str, Any]:
    """Return a country that is offered while somebody types."""
    return {
        "value": country.value,
        "label": country.label,
        "latitude": country.coordinates.latitude,
        "longitude": country.coordinates.longitude,
    }


def vocabularies() -> Mapping[str, list[dict[str, Any]]]:
    """Return every vocabulary in its order; what a word does not have is left out."""
    return {
        key: [term.model_dump(mode="json", exclude_defaults=True) for term in terms.values()]
        for key, terms in VOCABULARIES.items()
    }
