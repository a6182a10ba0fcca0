"""What a profile tells of an entry."""

from typing import Any

from directory.catalogue import Catalogue
from directory.model.entry import Entry
from directory.model.initiative import Initiative
from directory.model.link import Link
from directory.model.vocabularies import Relation
from directory.ui.profile import profile

RECORD, BOTH, LINK_ONLY = "https://example.org/record", "https://example.org/both", "https://example.org/link"


def told(**values: object) -> dict[str, Any]:
    """Return the profile of an entry with links to five others."""
    others = [Initiative(id=f"other-{number}", name=f"Other {number}") for number in range(5)]
    links = tuple(
        Link(
            source_id="one",
            relation=Relation.PART_OF,
            target_id=other.id,
            evidence=LINK_ONLY if other.id == "other-4" else BOTH,
        )
        for other in others
    )
    one = Initiative.model_validate({"id": "one", "name": "One", "sources": f"{RECORD};{BOTH}", **values})
    entries = [Entry(initiative=one, links=links), *(Entry(initiative=other) for other in others)]
    return profile(Catalogue.build(entries, "1"), "one", site="./")


def test_each_source_says_what_it_supports() -> None:
    found = [(source["text"], source["record"], source["links"]) for source in told()["sources"]]
    assert found == [
        (RECORD, True, ""),
        (BOTH, True, "Other 0, Other 1, Other 2 and 1 more"),
        (LINK_ONLY, False, "Other 4"),
    ]


def test_an_issuer_profile_is_offered_as_a_link_only_where_one_is_stated() -> None:
    assert told()["issuer"] is None
    address = "https://badges.example/issuer.json"
    assert told(issuer_url=address)["issuer"]["href"] == address


def test_an_archived_copy_on_a_host_that_is_no_longer_safe_is_no_link() -> None:
    assert told(archived_url="https://web.archive.example/x")["archived"]["href"] == "https://web.archive.example/x"
    assert told(archived_url="https://dpdproject.info/copy")["archived"] == {}
