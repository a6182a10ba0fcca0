"""What a larger tile has said already is not asked for again, and is exactly what the API would have answered."""

import pytest
from map_hand import MapPage
from playwright.sync_api import Page

from directory.web.assets import asset_url

pytestmark = pytest.mark.browser

COMPARE = """
async ([module, deepest]) => {
  const { pointsWithin } = await import(module);
  const ask = async (z, x, y) => (await (await fetch(`/api/v1/clusters/${z}/${x}/${y}`)).json()).clusters;
  const told = (clusters) => clusters.map((each) => JSON.stringify(each)).sort();
  const [wrong, derived] = [[], []];
  let level = [{ z: 0, x: 0, y: 0, clusters: await ask(0, 0, 0) }];
  while (level.length && level[0].z < deepest) {
    const next = [];
    for (const { z, x, y, clusters } of level) {
      for (const [dx, dy] of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
        const tile = { z: z + 1, x: 2 * x + dx, y: 2 * y + dy };
        const answer = await ask(tile.z, tile.x, tile.y);
        const own = pointsWithin(clusters, tile);
        if (own) derived.push(answer.length);
        if (own && String(told(own)) !== String(told(answer))) wrong.push([tile, told(own), told(answer)]);
        if (!own && answer.length) next.push({ ...tile, clusters: answer });
      }
    }
    level = next;
  }
  return { wrong, empty: derived.filter((length) => !length).length, filled: derived.filter(Boolean).length };
}
"""


def test_a_derived_tile_holds_what_the_api_answers(page: Page, site: str) -> None:
    page.goto(f"{site}/api/docs")  # a page of the site that asks for nothing itself
    found = page.evaluate(COMPARE, [asset_url("map/derive.js"), 5])
    assert found["wrong"] == []
    assert found["empty"] > 20
    assert found["filled"] > 20


def derive(page: Page, clusters: list[dict[str, object]], tile: dict[str, int]) -> object:
    script = "async ([module, clusters, tile]) => (await import(module)).pointsWithin(clusters, tile)"
    return page.evaluate(script, [asset_url("map/derive.js"), clusters, tile])


def test_a_point_on_the_border_of_two_tiles_is_asked_for(page: Page, site: str) -> None:
    page.goto(f"{site}/api/docs")
    point: list[dict[str, object]] = [{"n": 1, "bbox": [0, 30, 0, 30]}]
    assert derive(page, point, {"z": 1, "x": 0, "y": 0}) is None
    assert derive(page, point, {"z": 1, "x": 1, "y": 0}) is None


def test_a_cluster_that_may_be_divided_is_asked_for_and_coinciding_points_are_not(page: Page, site: str) -> None:
    page.goto(f"{site}/api/docs")
    wide: list[dict[str, object]] = [{"n": 2, "bbox": [10, 30, 11, 30]}]
    one: list[dict[str, object]] = [{"n": 2, "bbox": [10, 30, 10, 30]}]
    assert derive(page, wide, {"z": 1, "x": 1, "y": 0}) is None
    assert derive(page, one, {"z": 1, "x": 1, "y": 0}) == one
    assert derive(page, one, {"z": 1, "x": 0, "y": 0}) == []


def test_the_next_step_is_asked_for_before_it_is_taken(world: MapPage) -> None:
    world.open()
    asked: list[str] = []
    world.page.on("request", lambda request: asked.append(request.url))
    world.look(53.5, 14.5, 6)
    world.page.wait_for_load_state("networkidle")
    world.page.wait_for_timeout(1_000)  # it waits until the map has been at rest for a while
    seen = len(asked)
    assert any("/clusters/6/" in url for url in asked)
    world.look(53.5, 14.5, 7)
    assert [url for url in asked[seen:] if "/clusters/6/" in url] == []
