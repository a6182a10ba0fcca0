"""An entry as linked data."""

import json

from directory.formats.jsonld import jsonld
from directory.model.coordinates import Coordinates
from directory.model.entry import CoordinatesSource, Entry, Position
from directory.model.initiative import Initiative
from directory.model.link import Link
from directory.model.vocabularies import Precision, Relation

SITE = "https://example.org/"
NAMES = {"fund": "The Fund", "city": "The City"}


def entry(**values: object) -> Entry:
    initiative = Initiative.model_validate({"id": "one", "name": "One", **values})
    position = Position(
        coordinates=Coordinates(latitude=41.5, longitude=-87.5),
        precision=Precision.REGION,
        source=CoordinatesSource.GAZETTEER,
    )
    links = (
        Link(source_id="one", relation=Relation.FUNDED_BY, target_id="fund"),
        Link(source_id="one", relation=Relation.PART_OF, target_id="city"),
        Link(source_id="city", relation=Relation.PART_OF, target_id="one"),
    )
    return Entry(initiative=initiative, position=position if initiative.country else None, links=links)


def document(**values: object) -> dict[str, object]:
    described = jsonld(entry(**values), site=SITE, name_of=NAMES.__getitem__)
    assert json.loads(json.dumps(described)) == described
    return described


def test_an_issuer_is_a_profile_of_open_badges_and_others_are_projects() -> None:
    assert document(roles="issue")["@type"] == ["Project", "ob:Profile"]
    assert document(roles="research")["@type"] == "Project"


def test_an_issuer_profile_is_the_same_as_the_entry() -> None:
    assert document(issuer_url="https://badges.example/issuer.json")["sameAs"] == "https://badges.example/issuer.json"


def test_what_is_not_stated_is_left_out() -> None:
    assert set(document()) == {"@context", "@id", "@type", "identifier", "name", "keywords", "memberOf", "funder"}


def test_links_point_from_source_to_target_only() -> None:
    described = document()
    assert described["funder"] == [{"@type": "Project", "@id": f"{SITE}?id=fund", "name": "The Fund"}]
    assert described["memberOf"] == [{"@type": "Project", "@id": f"{SITE}?id=city", "name": "The City"}]


def test_a_place_says_how_exact_its_coordinates_are() -> None:
    place = document(region="Illinois", country="US")["location"]
    assert isinstance(place, dict)
    assert place["address"] == {
        "@type": "PostalAddress",
        "addressRegion": "Illinois",
        "addressCountry": "United States",
    }
    assert place["geo"]["description"] == "precision: region"


def test_an_address_that_may_not_be_a_link_is_no_url() -> None:
    described = document(website="http://dpdproject.info/x", sources="http://omnignorant.com/;https://example.com/a")
    assert "url" not in described
    assert described["subjectOf"] == ["https://example.com/a"]
