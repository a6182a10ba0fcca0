"""What the explore page says of a result beside map and table; the same before Streamlit runs and after."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from directory.catalogue import Catalogue
from directory.formats.json_item import item
from directory.model.countries import COUNTRY_NAMES
from directory.model.criteria import KEYS, Criteria, Order, Sort, View
from directory.model.issues import Issue
from directory.model.vocabularies import VOCABULARIES
from directory.ui import address, runtime, words
from directory.ui.paths import API
from directory.ui.table import order_text
from directory.web.early import list_query

INTRO: Final = {"countries": COUNTRY_NAMES}
"""What the introduction draws."""
_FIRST_ENTRIES: Final = 12
"""How many entries come with the page itself: more than a window shows."""
_SHOWN: Final = frozenset(
    {"id", "name", "organisation", "sector", "place", "precision", "years", "status", "last_checked", "roles"}
    | {"latitude", "longitude"}
)
"""What the list draws of an entry that nobody searched for by a word."""
_AREAS: Final = frozenset({"near", "bbox"})
"""Filters whose words begin with "within" or "in"."""
_LOST_PLEDGE: Final = (
    "This address names a pledge on the old Badge the World map. Its database is gone, and no copy of the pledges is "
    "known; what is known of Badge the World itself is in this directory."
)
"""For `?pledge=ID`: not one pledge survives in public."""


def first_words(criteria: Criteria, issues: Iterable[Issue]) -> dict[str, Any] | None:
    """Gather what the page can show before Streamlit runs: the sentence and the first entries; None where it cannot."""
    if criteria.id or criteria.view is not View.MAP:
        return None
    catalogue = runtime.services().catalogue
    entries = catalogue.page(criteria.model_copy(update={"page": 1})).entries[:_FIRST_ENTRIES]
    told = _SHOWN | {"summary"} if criteria.q else _SHOWN
    return {
        "intro": INTRO if is_start(criteria) else None,
        "bar": bar(catalogue, criteria, issues, centre=centre_of(criteria)),
        "list": listed(catalogue, criteria),
        "items": [{key: cell for key, cell in item(entry).items() if key in told} for entry in entries],
        "total": catalogue.select(criteria).total,
    }


def is_start(criteria: Criteria) -> bool:
    """Whether the page greets a stranger: nothing is asked for yet."""
    return not criteria.is_filtering and criteria.view is View.MAP


def centre_of(criteria: Criteria) -> str:
    """Say where the circle of `near` has its centre; empty when there is none, or it is far from everything."""
    return runtime.services().gazetteer.whereabouts(criteria.near.centre) if criteria.near else ""


def bar(catalogue: Catalogue, criteria: Criteria, issues: Iterable[Issue], *, centre: str) -> dict[str, Any]:
    """Gather what stands above the result: the sentence, the chips, and at no result what to loosen."""
    selection = catalogue.select(criteria)
    chips = list(words.chips(criteria, dict(catalogue.facets(criteria)), centre=centre))
    return {
        "api": API,
        "query": list_query(criteria),
        "sentence": words.result_sentence(selection, size=catalogue.size, is_filtering=criteria.is_filtering),
        "unplaced": words.unplaced_words(selection),
        "unplaced_chosen": selection.placed == 0,
        "chips": chips,
        "loosen": [] if selection.total else _loosened(catalogue, criteria, chips),
        "view": criteria.view,
        "notices": _notices(criteria, issues),
    }


def _loosened(catalogue: Catalogue, criteria: Criteria, chips: Iterable[dict[str, str]]) -> list[dict[str, Any]]:
    """Say what taking one filter away would give; where that gives nothing, what each gives alone."""
    labels: dict[str, list[str]] = {}
    for chip in chips:
        labels.setdefault(chip["key"], []).append(chip["label"])

    def offers(word: str, left_out: Mapping[str, list[str]]) -> list[dict[str, Any]]:
        """Offer what finds anything, the most first."""
        found = [
            {
                "keys": keys,
                "label": f"{'Not only' if key in _AREAS and word == 'Without' else word} {' or '.join(labels[key])}",
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


def listed(catalogue: Catalogue, criteria: Criteria) -> dict[str, Any]:
    """Gather what the list beside the map draws; its entries it asks the API for."""
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
        "page_query": address.query_text(criteria.model_copy(update={"id": ""}).to_query()),
        "sectors": {key: {"colour": term.colour, "shape": term.shape} for key, term in VOCABULARIES["sector"].items()},
        "sort": chosen,
        "sorts": sorts,
    }


def _notices(criteria: Criteria, issues: Iterable[Issue]) -> list[str]:
    notices = [f"“{issue.column}={issue.value}” was left out: {issue.hint.replace('`', '')}." for issue in issues]
    return notices + [_LOST_PLEDGE for key, _ in criteria.others if key == "pledge"]
