"""The explore page: filters, the sentence that says the result, map or table."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import streamlit as st
from streamlit_folium import st_folium

from directory.catalogue import Catalogue, Facet
from directory.model.countries import COUNTRY_NAMES
from directory.model.criteria import KEYS, Criteria, Order, Sort, View
from directory.model.vocabularies import VOCABULARIES
from directory.ui import address, components, runtime, words
from directory.ui.paths import API
from directory.ui.profile import profile
from directory.ui.table import order_text, table
from directory.web.early import list_query
from directory.web.map_layer import base_map, criteria_layer
from directory.web.tiles import tile_layer

_LONG: Final = {"country": 8, "region": 6, "city": 8}
"""How many values of an open facet the rail shows before "show all"; the rest it asks the API for."""
_FILTER_KEYS: Final = [key for key, spec in KEYS.items() if spec.field not in {"view", "order", "page", "cols", "id"}]
"""In the order in which the address writes them."""
_LOST_PLEDGE: Final = (
    "This address names a pledge on the old Badge the World map. Its database is gone, and no copy of the pledges is "
    "known; what is known of Badge the World itself is in this directory."
)
"""For `?pledge=ID`: not one pledge survives in public."""
_MAP_HEIGHT_PX: Final = 640


def page() -> None:
    """Draw the page."""
    catalogue = runtime.services().catalogue
    criteria, issues = address.read()
    if criteria.id:
        components.mount("profile", _profile(catalogue, catalogue.lead(criteria.id)), on_change=address.change)
        return
    facets = dict(catalogue.facets(criteria))
    query = address.query_text(criteria.filters().to_query())
    with st.container(key="explore"):
        with st.container(key="rail-place"):
            components.mount("rail", rail(catalogue, criteria, facets, query), on_change=address.change)
        with st.container(key="result"):
            # Always there: what follows keeps its place, else the browser may move the map's frame and load it anew.
            with st.container(key="intro-place"):
                if not criteria.is_filtering and criteria.view is View.MAP:
                    components.mount("intro", {"countries": COUNTRY_NAMES}, on_change=address.change)
            notices = [f"“{issue.column}={issue.value}” was left out: {issue.hint}." for issue in issues]
            notices += [_LOST_PLEDGE for key, _ in criteria.others if key == "pledge"]
            said = bar(catalogue, criteria, facets, query) | {"notices": notices}
            components.mount("bar", said, on_change=address.change)
            if criteria.view is View.MAP:
                with st.container(key="map-and-list"):
                    _map(query)
                    components.mount("list", _list(catalogue, criteria), on_change=address.change)
            else:
                components.mount("table", table(catalogue, criteria), on_change=address.change)


def _profile(catalogue: Catalogue, identifier: str) -> dict[str, Any]:
    return profile(catalogue, identifier, site=runtime.services().settings.site("."))


def _map(query: str) -> None:
    st_folium(
        base_map(tile_layer(runtime.services().settings.tiles)),
        key="map",
        height=_MAP_HEIGHT_PX,
        use_container_width=True,
        returned_objects=[],
        render=False,  # it would be done twice: the frame gets the same without
        feature_group_to_add=criteria_layer(query, change=components.answered("rail")),
    )


def rail(catalogue: Catalogue, criteria: Criteria, facets: Mapping[str, Facet], query: str) -> dict[str, Any]:
    """Gather what the filter rail draws: every facet with live counts, the years, what is chosen."""
    histogram = [(each.year, each.count) for each in catalogue.years(criteria)]
    return {
        "api": API,
        "query": query,
        "keys": _FILTER_KEYS,
        "q": criteria.q,
        "near": criteria.near is not None,
        "role_all": criteria.role_all,
        "facets": [_facet(key, facets[key], getattr(criteria, key)) for key in words.FACET_TITLES],
        "years": {"from": criteria.year_from, "to": criteria.year_to, "counts": histogram},
        "total": catalogue.select(criteria).total,
        "active": len(list(words.chips(criteria, dict(facets)))),
    }


def _facet(key: str, facet: Facet, chosen: tuple[str, ...]) -> dict[str, Any]:
    shown = facet.top(_LONG.get(key, len(facet.names)))
    terms = VOCABULARIES.get(key, {})
    values = []
    for value in shown:
        term = terms.get(value.value)
        marked = {"colour": term.colour, "shape": term.shape} if term is not None and term.shape else {}
        values.append(
            {
                "value": value.value,
                "label": value.label,
                "count": value.count,
                "chosen": value.value in chosen,
                **marked,
            }
        )
    return {
        "key": key,
        "title": words.FACET_TITLES[key],
        "values": values,
        "more": max(0, facet.matched - sum(value.count > 0 for value in shown)),
    }


def bar(catalogue: Catalogue, criteria: Criteria, facets: dict[str, Facet], query: str) -> dict[str, Any]:
    """Gather what stands above the result: the sentence, the chips, and at no result what to loosen."""
    selection = catalogue.select(criteria)
    return {
        "api": API,
        "query": query,
        "sentence": words.result_sentence(selection, size=catalogue.size, is_filtering=criteria.is_filtering),
        "unplaced": words.unplaced_words(selection),
        "unplaced_chosen": selection.placed == 0,
        "chips": list(words.chips(criteria, facets)),
        "loosen": [] if selection.total else _loosened(catalogue, criteria, facets),
        "view": criteria.view,
    }


def _loosened(catalogue: Catalogue, criteria: Criteria, facets: dict[str, Facet]) -> list[dict[str, Any]]:
    """Say what taking one filter away would give; where that gives nothing, what each gives alone."""
    labels: dict[str, list[str]] = {}
    for chip in words.chips(criteria, facets):
        labels.setdefault(chip["key"], []).append(chip["label"])

    def offers(word: str, left_out: Mapping[str, list[str]]) -> list[dict[str, Any]]:
        """Offer what finds anything, the most first."""
        found = [
            {
                "keys": keys,
                "label": f"{word} {' or '.join(labels[key])}",
                "total": catalogue.select(_without(criteria, keys)).total,
            }
            for key, keys in left_out.items()
        ]
        return sorted((offer for offer in found if offer["total"]), key=lambda offer: -offer["total"])

    one_less = offers("Without", {key: [key] for key in labels})
    return one_less or offers("Only", {key: [other for other in labels if other != key] for key in labels})


def _without(criteria: Criteria, keys: Iterable[str]) -> Criteria:
    fields = [KEYS[key].field for key in keys]
    return criteria.model_copy(update={field: Criteria.model_fields[field].default for field in fields})


def _list(catalogue: Catalogue, criteria: Criteria) -> dict[str, Any]:
    orders = [Order(by=Sort.NAME), Order(by=Sort.YEAR, descending=True), Order(by=Sort.LINKED, descending=True)]
    labels = ["Name", "Newest", "Most linked"]
    if criteria.q:
        orders.insert(0, Order(by=Sort.RELEVANCE))
        labels.insert(0, "Relevance")
    if criteria.near is not None:
        orders.insert(0, Order(by=Sort.DISTANCE))
        labels.insert(0, "Distance")
    sorts = [(order_text(order), label) for order, label in zip(orders, labels, strict=True)]
    chosen = order_text(criteria.order) if criteria.order else sorts[0][0]
    if chosen not in dict(sorts):
        sorts.append((chosen, "As in the table"))
    return {
        "api": API,
        "version": catalogue.version,
        "query": list_query(criteria),
        "answered": components.answered("rail"),
        "page_query": address.query_text(criteria.model_copy(update={"id": ""}).to_query()),
        "sectors": {key: {"colour": term.colour, "shape": term.shape} for key, term in VOCABULARIES["sector"].items()},
        "sort": chosen,
        "sorts": sorts,
    }
