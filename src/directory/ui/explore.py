"""The explore page: filters, the sentence that says the result, map or table."""

from collections.abc import Mapping
from typing import Any, Final

import streamlit as st
from streamlit_folium import st_folium

from directory.catalogue import Catalogue, Facet
from directory.model.criteria import KEYS, Criteria, View
from directory.model.vocabularies import VOCABULARIES
from directory.ui import address, components, runtime, words
from directory.ui.paths import API
from directory.ui.profile import profile
from directory.ui.result import INTRO, bar, centre_of, is_start, listed
from directory.ui.table import table
from directory.web.map_layer import base_map, criteria_layer
from directory.web.tiles import tile_layer

_LONG: Final = {"country": 8, "region": 6, "city": 8}
"""How many values of an open facet the rail shows before "show all"; the rest it asks the API for."""
_FILTER_KEYS: Final = [key for key, spec in KEYS.items() if spec.field not in {"view", "order", "page", "cols", "id"}]
"""In the order in which the address writes them."""
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
                if is_start(criteria):
                    components.mount("intro", INTRO, on_change=address.change)
            above = bar(catalogue, criteria, issues, centre=centre_of(criteria))
            components.mount("bar", above, on_change=address.change)
            if criteria.view is View.MAP:
                with st.container(key="map-and-list"):
                    _map(query)
                    answered = {"answered": components.answered("rail")}
                    components.mount("list", listed(catalogue, criteria) | answered, on_change=address.change)
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
        "active": len(words.active_filters(criteria)),
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
