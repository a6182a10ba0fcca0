"""What pages say about a result."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from directory.catalogue import Facet, Selection
from directory.model.criteria import NOT_STATED, Criteria
from directory.model.entry import Entry
from directory.model.initiative import Initiative
from directory.model.submission import SubmissionKind
from directory.model.vocabularies import VOCABULARIES, Precision

FACET_TITLES = {
    "sector": "Sector",
    "programme": "Programme",
    "role": "Role",
    "status": "Status",
    "country": "Country",
    "region": "Region",
    "city": "City",
    "place_kind": "Kind of place",
    "precision": "Precision",
    "has": "With",
}
"""The facets of the rail, in their order."""

KIND_WORDS: Final[Mapping[str, str]] = {
    SubmissionKind.NEW: "New entry",
    SubmissionKind.CORRECTION: "Correction",
    SubmissionKind.REMOVAL: "Removal",
    SubmissionKind.REPORT: "Report",
}
"""What was submitted."""


def plural(number: int, singular: str, plural_form: str = "") -> str:
    """Say a number and its noun: "1 country", "31 countries"."""
    return f"{number:,} {singular if number == 1 else plural_form or singular + 's'}"


def result_sentence(selection: Selection, *, size: int, is_filtering: bool) -> str:
    """Say how many initiatives match, in how many countries."""
    if not selection.total:
        return "No initiative matches these filters."
    matching = f"{selection.total:,} of {plural(size, 'initiative')}" if is_filtering else plural(size, "initiative")
    return f"{matching} in {plural(selection.countries, 'country', 'countries')}"


def unplaced_words(selection: Selection) -> str:
    """Say how many of the matches the map cannot show; empty when it shows all."""
    unplaced = selection.total - selection.placed
    return f"{unplaced:,} without a place" if unplaced else ""


def active_filters(criteria: Criteria) -> list[tuple[str, str]]:
    """Return key and value of each filter that shows as a chip: how roles are matched is said in the rail only."""
    return [(key, text) for key, text in criteria.filters().to_query() if key != "role_all"]


def chips(criteria: Criteria, facets: dict[str, Facet], *, centre: str) -> Iterator[dict[str, str]]:
    """Name each active filter: its key, its value in the address, and a label for people.

    Args:
        criteria: The filters.
        facets: Their values in words.
        centre: Where the circle of `near` has its centre; empty when nobody can say, or there is no circle.
    """
    for key, text in active_filters(criteria):
        around = f" of {centre}" if key == "near" and centre else ""
        yield {"key": key, "value": text, "label": _chip_label(key, text, facets) + around}


_PLAIN_CHIPS: Final[Mapping[str, Callable[[str], str]]] = {
    "q": lambda text: f"“{text}”",
    "from": lambda text: f"from {text}",
    "to": lambda text: f"to {text}",
    "near": lambda text: f"within {text.rsplit(',', 1)[1]} km",
    "bbox": lambda _text: "in the area of the map",
}


def _chip_label(key: str, text: str, facets: dict[str, Facet]) -> str:
    if key in _PLAIN_CHIPS:
        return _PLAIN_CHIPS[key](text)
    title = FACET_TITLES[key]
    if text == NOT_STATED:
        return f"{title}: not stated"
    found = next((value.label for value in facets[key].values if value.value == text), text)
    return f"{title}: {found}" if key in {"role", "status", "place_kind", "precision", "has"} else found


def status_words(initiative: Initiative) -> str:
    """Say the status in one word; blank when it is unknown."""
    return VOCABULARIES["status"][initiative.status].label


_EXACTNESS: Final = {
    Precision.EXACT: "exactly",
    Precision.ADDRESS: "to the address",
    Precision.CITY: "to the city",
    Precision.REGION: "to the region",
    Precision.COUNTRY: "to the country",
}


def precision_words(entry: Entry) -> str:
    """Say how exactly an entry is placed, and how its place is meant; empty without a place."""
    kind = entry.initiative.place_kind
    meaning = VOCABULARIES["place_kind"][kind].label if kind else ""
    exactness = _EXACTNESS[entry.position.precision] if entry.position else ""
    return ", ".join(part for part in (meaning, exactness) if part)
