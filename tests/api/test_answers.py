"""What the API answers on the real data."""

import csv
import io
from types import SimpleNamespace

import pytest
from anyio.from_thread import BlockingPortal
from asker import Asker
from pydantic import TypeAdapter
from starlette.applications import Starlette

from directory.api import api_routes, schemas
from directory.bootstrap import Services
from directory.catalogue import Tile
from directory.formats.csv_export import EXPORT_COLUMNS
from directory.model.criteria import PAGE_SIZE, Criteria
from directory.model.vocabularies import VOCABULARIES, Relation


def test_page_of_initiatives_has_the_documented_shape_and_the_counts_of_the_catalogue(
    api: Asker, services: Services
) -> None:
    answer = schemas.ItemPage.model_validate(api.get("/api/v1/initiatives").json())
    found = services.catalogue.select(Criteria())
    assert (answer.total, answer.placed, answer.countries) == (found.total, found.placed, found.countries)
    assert len(answer.items) == PAGE_SIZE
    assert answer.pages == -(-answer.total // PAGE_SIZE)
    assert answer.notices == []


def test_item_has_every_column_of_the_download(api: Asker) -> None:
    item = api.get("/api/v1/initiatives").json()["items"][0]
    assert set(item) >= set(EXPORT_COLUMNS)


def test_pages_together_list_every_match_once_in_the_order_asked_for(api: Asker) -> None:
    first = api.get("/api/v1/initiatives?country=US&sort=-name").json()
    numbers = range(1, first["pages"] + 1)
    pages = [api.get(f"/api/v1/initiatives?country=US&sort=-name&page={number}").json() for number in numbers]
    ids = [item["id"] for page in pages for item in page["items"]]
    csv_ids = [row["id"] for row in rows_of(api.get("/api/v1/initiatives.csv?country=US&sort=-name").text)]
    assert ids == csv_ids
    assert len(set(ids)) == first["total"]


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_page_beyond_the_last_is_the_last_with_a_notice(api: Asker) -> None:
    answer = api.get("/api/v1/initiatives?page=999").json()
    assert answer["page"] == answer["pages"]
    assert [notice["code"] for notice in answer["notices"]] == ["page-clamped"]


def test_unknown_key_is_ignored_with_a_notice_and_keys_of_pages_without(api: Asker) -> None:
    plain = api.get("/api/v1/initiatives?sector=Schools").json()
    odd = api.get("/api/v1/initiatives?sector=Schools&sectr=x&view=nonsense&id=y").json()
    assert odd["total"] == plain["total"]
    assert [notice["code"] for notice in odd["notices"]] == ["unknown-key"]
    assert "sectr" not in str(odd["notices"])


def test_blank_values_do_not_filter(api: Asker) -> None:
    everything = api.get("/api/v1/initiatives").json()
    assert api.get("/api/v1/initiatives?q=&sector=&from=&near=").json()["total"] == everything["total"]


def test_profile_has_the_item_and_its_links_from_both_ends(api: Asker, services: Services) -> None:
    entry = next(entry for entry in services.catalogue.all(Criteria()) if entry.links)
    link = entry.links[0]
    source = schemas.Profile.model_validate(api.get(f"/api/v1/initiatives/{link.source_id}").json())
    target = schemas.Profile.model_validate(api.get(f"/api/v1/initiatives/{link.target_id}").json())
    out = next(each for each in source.links if each.id == target.id and each.relation == link.relation)
    back = next(each for each in target.links if each.id == source.id and each.relation == link.relation)
    assert (out.direction, back.direction) == ("out", "in")
    assert (out.name, back.name) == (target.name, source.name)


def test_link_reads_differently_from_its_other_end(api: Asker, services: Services) -> None:
    link = next(
        link
        for entry in services.catalogue.all(Criteria())
        for link in entry.links
        if link.relation is Relation.PART_OF
    )
    labels = {
        end: next(
            each["label"]
            for each in api.get(f"/api/v1/initiatives/{end}").json()["links"]
            if each["relation"] == Relation.PART_OF and each["id"] in {link.source_id, link.target_id}
        )
        for end in (link.source_id, link.target_id)
    }
    assert labels == {link.source_id: "Part of", link.target_id: "Includes"}


def test_every_profile_has_the_documented_shape(api: Asker, services: Services) -> None:
    for entry in services.catalogue.all(Criteria()):
        identifier = entry.initiative.id
        profile = schemas.Profile.model_validate(api.get(f"/api/v1/initiatives/{identifier}").json())
        assert profile.id == identifier
        assert len(profile.links) == len(entry.links)


def test_facets_have_the_documented_shape_and_leave_out_their_own_selection(api: Asker) -> None:
    plain = schemas.FacetCounts.model_validate(api.get("/api/v1/facets").json())
    asked = schemas.FacetCounts.model_validate(api.get("/api/v1/facets?sector=Schools").json())
    assert asked.facets["sector"] == plain.facets["sector"]
    schools = next(value.count for value in plain.facets["sector"] if value.value == "Schools")
    assert asked.total == schools
    assert asked.years


def test_clusters_of_the_world_hold_every_placed_initiative(api: Asker, services: Services) -> None:
    answer = schemas.Clusters.model_validate(api.get("/api/v1/clusters/0/0/0").json())
    assert sum(cluster.n for cluster in answer.clusters) == services.catalogue.select(Criteria()).placed
    for cluster in answer.clusters:
        assert sum(cluster.sectors.values()) == cluster.n
        assert (cluster.entry is not None) == (cluster.n == 1)
        assert cluster.near


def test_cluster_of_one_carries_its_entry_as_the_profile_says(api: Asker) -> None:
    clusters = api.get("/api/v1/clusters/1/0/0").json()["clusters"]
    entry = next(cluster["entry"] for cluster in clusters if cluster["n"] == 1)
    profile = api.get(f"/api/v1/initiatives/{entry['id']}").json()
    assert {key: profile[key] for key in entry} == entry


def test_tile_is_the_catalogues(api: Asker, services: Services) -> None:
    drawn = api.get("/api/v1/clusters/3/2/3?status=active").json()["clusters"]
    found = services.catalogue.tile(Criteria(status=("active",)), Tile(3, 2, 3))
    assert [(each["n"], each["lat"]) for each in drawn] == [(each.count, each.coordinates.latitude) for each in found]


@pytest.mark.parametrize("path", ["1/2/0", "1/0/2", "1/-1/0", "21/0/0", "-1/0/0", "1/0/x", "9" * 5000 + "/0/0"])
def test_tile_outside_the_world_is_refused(api: Asker, path: str) -> None:
    assert api.get(f"/api/v1/clusters/{path}").status_code == 400


def test_suggestions_have_the_documented_shape_and_keep_to_the_country(api: Asker) -> None:
    answer = schemas.Suggestions.model_validate(api.get("/api/v1/places/suggest?q=spring&country=US&limit=5").json())
    assert len(answer.items) == 5
    assert {item.country for item in answer.items} == {"US"}


@pytest.mark.parametrize(("limit", "most"), [("100000", 20), ("0", 1), ("-5", 1), ("3", 3)])
def test_number_of_suggestions_is_clamped(api: Asker, limit: str, most: int) -> None:
    answer = api.get(f"/api/v1/places/suggest?q=san&limit={limit}").json()
    assert len(answer["items"]) == most


@pytest.mark.parametrize("query", ["", "q=", "q=c", "q=%20c%20", "q=" + "c" * 201, "q=chic&limit=many"])
def test_suggestions_need_two_characters_and_a_number(api: Asker, query: str) -> None:
    answer = api.get(f"/api/v1/places/suggest?{query}")
    assert answer.status_code == 400
    assert answer.json()["issues"]


def test_vocabularies_are_those_of_the_model(api: Asker) -> None:
    answer = TypeAdapter(dict[str, list[schemas.Word]]).validate_python(api.get("/api/v1/vocabularies").json())
    assert {key: [word.value for word in words] for key, words in answer.items()} == {
        key: list(terms) for key, terms in VOCABULARIES.items()
    }
    assert all(word.colour and word.shape and word.letter for word in answer["sector"])


def test_healthz_is_ready_with_the_data_version(api: Asker, services: Services) -> None:
    answer = api.get("/healthz")
    assert answer.json() == {"status": "ready", "version": services.catalogue.version}
    assert answer.headers["cache-control"] == "no-store"


def test_linked_data_names_the_profile_at_the_address_it_was_asked_at(api: Asker) -> None:
    answer = api.get("/api/v1/initiatives/chicago-city-of-learning.jsonld")
    assert answer.headers["content-type"] == "application/ld+json"
    document = answer.json()
    assert document["@id"] == f"{answer.url.copy_with(path='/', query=None)}?id=chicago-city-of-learning"
    assert document["name"] == api.get("/api/v1/initiatives/chicago-city-of-learning").json()["name"]
    assert api.get("/api/v1/initiatives/no-such-thing.jsonld").status_code == 404


@pytest.mark.parametrize("stated", ["https://badges.example/map", "https://badges.example/map/"])
def test_linked_data_names_profiles_at_the_address_that_the_operator_states(
    portal: BlockingPortal, services: Services, stated: str
) -> None:
    told = services.settings.model_copy(update={"public_url": stated})
    named = SimpleNamespace(settings=told, catalogue=services.catalogue, gazetteer=services.gazetteer)
    asker = Asker(portal, Starlette(routes=api_routes(named)))
    document = asker.get("/api/v1/initiatives/chicago-city-of-learning.jsonld").json()
    assert document["@id"] == "https://badges.example/map/?id=chicago-city-of-learning"
    assert document["memberOf"][0]["@id"].startswith("https://badges.example/map/?id=")
