"""The filter rail, the introduction and the list in a real browser: each thing a visitor can set, and what follows."""

import csv
import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import httpx
import pytest
from patience import until
from playwright.sync_api import BrowserContext, FrameLocator, Locator, Page, expect

from directory.model.text import fold

pytestmark = pytest.mark.browser

CHICAGO = (41.85, -87.65)
with (Path(__file__).parents[2] / "data" / "links.csv").open(encoding="utf-8", newline="") as _file:
    LINKS = list(csv.DictReader(_file))


@pytest.fixture
def explore(page: Page, site: str) -> Callable[[str], Page]:
    def opened(query: str = "") -> Page:
        page.goto(f"{site}/{query}")
        expect(page.locator(".st-key-list li.item, tbody tr").first).to_be_visible(timeout=30_000)
        return page

    return opened


def rail(page: Page) -> Locator:
    return page.get_by_role("form", name="Filters")


def sentence(page: Page, text: str) -> None:
    expect(page.locator(".st-key-bar .sentence")).to_have_text(re.compile(text))


def names(page: Page) -> list[str]:
    return page.locator(".st-key-list li.item .name").all_text_contents()


def map_of(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title*='st_folium']")


def looks_at(page: Page, latitude: float, longitude: float) -> bool:
    """Tell whether the map shows this point, and nearer than the whole world."""
    frame = next(frame for frame in page.frames if "/component/" in frame.url)
    map_ = "Object.values(window).find((each) => each instanceof L.Map)"
    look = f"(at) => {map_}.getZoom() > 3 && {map_}.getBounds().contains(at)"
    return bool(frame.evaluate(look, [latitude, longitude]))


def test_a_town_moves_the_map_sorts_by_distance_and_is_named(explore: Callable[[str], Page]) -> None:
    page = explore("")
    box = page.get_by_role("combobox", name="Town or country")
    box.press_sequentially("Chicag")
    page.get_by_role("option", name="Chicago, Illinois, United States").click()
    expect(page.get_by_role("button", name="Remove filter within 100 km of Chicago")).to_be_visible()
    assert "near=41.85,-87.65,100" in unquote(page.url)
    expect(page.get_by_role("combobox", name="Sort by")).to_have_value("distance")
    until(page, lambda: looks_at(page, *CHICAGO))
    found = httpx.get(f"{page.url.partition('?')[0]}api/v1/initiatives?near=41.85,-87.65,100").json()
    until(page, lambda: names(page)[:5], wanted=[item["name"] for item in found["items"]][:5])
    box.fill("")
    sentence(page, "^639 initiatives")


def test_a_country_is_a_filter_and_the_map_goes_there(explore: Callable[[str], Page]) -> None:
    page = explore("")
    page.get_by_role("combobox", name="Town or country").press_sequentially("finl")
    page.get_by_role("option", name="Finland", exact=True).click()
    expect(page.get_by_role("button", name="Remove filter Finland")).to_be_visible()
    until(page, lambda: looks_at(page, 60.2, 24.9))
    assert "country=FI" in page.url


@pytest.mark.parametrize("written", ["denm", "Dänemark", "DK"])
def test_a_country_without_entries_shows_what_lies_round_it(explore: Callable[[str], Page], written: str) -> None:
    page = explore("")
    page.get_by_role("combobox", name="Town or country").press_sequentially(written)
    page.get_by_role("option", name="Denmark", exact=True).click()
    expect(page.get_by_role("button", name=re.compile("^Remove filter within 500 km of "))).to_be_visible()
    expect(page.locator(".st-key-list li.item .where").first).to_contain_text(re.compile(r" \(\w+\), \d+ km away$"))


def test_an_unknown_town_says_what_to_do(explore: Callable[[str], Page]) -> None:
    page = explore("")
    page.get_by_role("combobox", name="Town or country").press_sequentially("qqqqqq")
    expect(rail(page)).to_contain_text("No place of that name is known")


def test_the_position_is_asked_for_on_click_only_and_goes_no_further_than_the_address(
    context: BrowserContext, page: Page, site: str
) -> None:
    context.grant_permissions(["geolocation"], origin=site)
    context.set_geolocation({"latitude": 60.16987, "longitude": 24.93837})
    page.add_init_script(
        "const ask = navigator.geolocation.getCurrentPosition.bind(navigator.geolocation); window.asked = 0;"
        "navigator.geolocation.getCurrentPosition = (...all) => { window.asked += 1; ask(...all); };"
    )
    page.goto(site)
    expect(page.locator(".st-key-list li.item").first).to_be_visible(timeout=30_000)
    assert page.evaluate("asked") == 0
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.post_data or ''}"))
    page.get_by_role("button", name="Near me").click()
    expect(page.get_by_role("button", name="Remove filter within 100 km of Helsinki")).to_be_visible()
    assert page.evaluate("asked") == 1
    assert "near=60.17,24.94,100" in unquote(page.url)
    assert [each for each in asked if "60.169" in each or "24.938" in each] == []


def test_a_refused_position_leaves_the_result_and_says_what_to_do(explore: Callable[[str], Page]) -> None:
    page = explore("")
    page.get_by_role("button", name="Near me").click()
    expect(rail(page)).to_contain_text("Your position is not available. Type a town instead.")
    sentence(page, "^639 initiatives")


def test_roles_match_any_or_all(explore: Callable[[str], Page]) -> None:
    page = explore("")
    for role in ("Issue", "Research"):
        rail(page).get_by_role("checkbox", name=re.compile(rf"^{role} ?\d")).check()
    page.get_by_role("button", name="Remove filter Role: Research").wait_for()
    expect(page.get_by_role("button", name="Remove filter Role: Issue")).to_be_visible()
    either = int(page.locator(".st-key-bar .sentence").inner_text().split()[0])
    rail(page).get_by_role("radio", name="all of them").check()
    until(page, lambda: int(page.locator(".st-key-bar .sentence").inner_text().split()[0]) < either / 3)
    assert "role_all=1" in page.url
    rail(page).get_by_role("radio", name="any of them").check()
    sentence(page, f"^{either} of")


def test_years_filter_and_a_wrong_year_is_told_and_kept(explore: Callable[[str], Page]) -> None:
    page = explore("")
    first, last = page.get_by_label("From year"), page.get_by_label("To year")
    first.fill("2013")
    first.press("Tab")
    expect(page.get_by_role("button", name="Remove filter from 2013")).to_be_visible()
    last.fill("13")
    last.press("Tab")
    expect(rail(page).get_by_role("alert").filter(has_text="four digits")).to_be_visible()
    expect(last).to_have_value("13")
    last.fill("2011")
    last.press("Tab")
    expect(rail(page).get_by_role("alert").filter(has_text="must not be before")).to_be_visible()
    assert "to=" not in page.url
    last.fill("2014")
    last.press("Tab")
    expect(page.get_by_role("button", name="Remove filter to 2014")).to_be_visible()
    assert "from=2013&to=2014" in page.url


def test_a_long_list_is_shown_whole_searched_and_folded_again(explore: Callable[[str], Page]) -> None:
    page = explore("")
    country = page.get_by_role("group", name="Country")
    assert country.get_by_role("checkbox").count() < 12
    country.get_by_role("button", name=re.compile(r"^Show all \d+$")).click()
    until(page, lambda: country.get_by_role("checkbox").count() > 40)
    expect(country.get_by_role("searchbox")).to_be_focused()
    country.get_by_role("searchbox").fill("land")
    expect(country.get_by_role("checkbox", name=re.compile("^Finland"))).to_be_visible()
    expect(country.get_by_role("checkbox", name=re.compile("^Canada"))).to_have_count(0)
    country.get_by_role("checkbox", name=re.compile("^Finland")).check()
    expect(page.get_by_role("button", name="Remove filter Finland")).to_be_visible()
    country.get_by_role("button", name="Show fewer").click()
    expect(country.get_by_role("checkbox", name=re.compile("^Finland"))).to_be_checked()


def test_what_has_no_hits_is_greyed_and_can_still_be_chosen(explore: Callable[[str], Page]) -> None:
    page = explore("?programme=Reconnect+Learning")
    none = rail(page).locator("li.empty", has=page.get_by_role("checkbox", name=re.compile("^Schools")))
    expect(none).to_have_count(1)
    expect(none.locator(".number")).to_have_text("0")
    none.get_by_role("checkbox").check()
    expect(page.locator(".loosen button").first).to_be_visible()


def test_a_folded_facet_stays_folded_on_the_next_visit(explore: Callable[[str], Page]) -> None:
    page = explore("")
    rail(page).get_by_role("button", name="Programme").click()
    rail(page).get_by_role("button", name="Region").click()
    expect(rail(page).get_by_role("checkbox", name=re.compile("^Independent"))).to_be_hidden()
    page.reload()
    expect(rail(page).get_by_role("button", name="Programme")).to_have_attribute("aria-expanded", "false")
    expect(rail(page).get_by_role("button", name="Region")).to_have_attribute("aria-expanded", "true")


@pytest.mark.parametrize(
    ("view", "criteria"),
    [
        ("Cities of Learning, and what became of them", "sector=City-wide&programme=Cities+of+Learning"),
        ("Who issues badges: United Kingdom", "role=issue&country=GB"),
        ("The case studies of 2014", "programme=Reconnect+Learning"),
    ],
)
def test_a_guided_view_is_plain_criteria_that_can_be_changed_one_by_one(
    explore: Callable[[str], Page], view: str, criteria: str
) -> None:
    page = explore("")
    page.get_by_role("button", name=re.compile(f"^{view}")).click()
    until(page, lambda: page.url.partition("?")[2].split("&c=")[0], wanted=criteria)
    chips = page.get_by_role("button", name=re.compile("^Remove filter"))
    expect(chips).to_have_count(criteria.count("&") + 1)
    total = int(page.locator(".st-key-bar .sentence").inner_text().split()[0])
    assert 10 < total < 200
    page.get_by_role("button", name="Clear all").click()
    sentence(page, "^639 initiatives")


def test_the_introduction_is_away_for_good_after_one_click(explore: Callable[[str], Page]) -> None:
    page = explore("")
    expect(page.get_by_role("region", name="Welcome").locator("p")).to_have_text(re.compile(r"\. .*\. .*\.$"))
    page.get_by_role("button", name="Put this introduction away").click()
    expect(page.get_by_role("region", name="Welcome")).to_be_hidden()
    page.reload()
    expect(page.locator(".st-key-list li.item").first).to_be_visible(timeout=30_000)
    expect(page.get_by_role("region", name="Welcome")).to_have_count(0)


@pytest.mark.parametrize("label", ["Name", "Newest", "Most linked"])
def test_the_list_is_sorted_and_loads_as_it_is_scrolled(explore: Callable[[str], Page], label: str) -> None:
    page = explore("?sector=Schools&sector=City-wide")
    page.get_by_role("combobox", name="Sort by").select_option(label)
    rows = httpx.get(f"{page.url.partition('?')[0]}api/v1/initiatives.csv?sector=Schools&sector=City-wide").text
    read = list(csv.DictReader(rows.splitlines()))
    links = Counter(end for link in LINKS for end in (link["source_id"], link["target_id"]))
    of: dict[str, Callable[[dict[str, str]], object]] = {
        "Name": lambda row: fold(row["name"]).removeprefix("the "),
        "Newest": lambda row: -int(row["year_started"] or 0),
        "Most linked": lambda row: -links[row["id"]],
    }
    keys = {row["name"]: of[label](row) for row in read}
    wanted = sorted(keys.values(), key=str if label == "Name" else lambda key: int(str(key)))
    assert len(wanted) > 50
    until(page, lambda: [keys[name] for name in names(page)], wanted=wanted[:50])
    page.get_by_role("list", name="Initiatives").evaluate("list => (list.scrollTop = list.scrollHeight)")
    until(page, lambda: [keys[name] for name in names(page)], wanted=wanted)


def test_pointer_and_focus_in_the_list_light_up_the_marker(explore: Callable[[str], Page]) -> None:
    page = explore("?sector=Schools")
    lit = map_of(page).locator(".li-lit")
    entry = page.locator(".st-key-list li.item", has_text="United States").first
    map_of(page).locator(".li-map[data-painted]:not([aria-busy])").wait_for()
    entry.hover()
    expect(lit).to_have_count(1)
    page.mouse.move(5, 5)
    expect(lit).to_have_count(0)
    entry.get_by_role("link").focus()
    expect(lit).to_have_count(1)


@pytest.mark.parametrize("query", ["sector=Schools&sort=-year", "view=table&q=badges&country=GB&cols=website"])
def test_the_downloads_are_exactly_the_result(explore: Callable[[str], Page], query: str) -> None:
    page = explore(f"?{query}")
    total = int(page.locator(".st-key-bar .sentence").inner_text().split()[0])
    with page.expect_download() as saved:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(saved.value.path().read_text(encoding="utf-8").splitlines()))
    with page.expect_download() as drawn:
        page.get_by_role("link", name="GeoJSON").click()
    assert len(rows) == total
    assert saved.value.suggested_filename.endswith(".csv")
    assert drawn.value.suggested_filename.endswith(".geojson")
    features = json.loads(drawn.value.path().read_text(encoding="utf-8"))["features"]
    assert [feature["properties"]["name"] for feature in features] == [row["name"] for row in rows]
    if "table" not in query:
        assert [row["name"] for row in rows] == names(page)


def test_no_name_of_the_background_runs_under_a_marker(explore: Callable[[str], Page]) -> None:
    page = explore("?c=41.9,-87.7&z=5")
    map_of(page).locator(".li-map[data-painted]:not([aria-busy])").wait_for()
    frame = next(frame for frame in page.frames if "/component/" in frame.url)
    until(page, lambda: frame.evaluate(COVERED)["names"] > 10)
    until(page, lambda: frame.evaluate(COVERED)["covered"], wanted=[])


COVERED = """() => {
  const map = Object.values(window).find((each) => each instanceof L.Map);
  let labels = null;
  map.eachLayer((layer) => { if (layer.keepClear && layer._drawn) labels = layer; });
  if (!labels) return { names: 0, covered: [] };
  const at = labels._canvas.getBoundingClientRect();
  const buttons = [...document.querySelectorAll(".leaflet-initiatives-pane button")];
  const signs = buttons.map((one) => one.getBoundingClientRect());
  const meets = ({ left, right, top, bottom }, sign) =>
    at.left + left < sign.right && at.left + right > sign.left &&
    at.top + top < sign.bottom && at.top + bottom > sign.top;
  const covered = labels._drawn.filter(({ box }) => signs.some((sign) => meets(box, sign))).map(({ name }) => name);
  return { names: labels._drawn.length, covered };
}"""
"""The names that the background has, and those that a marker covers."""
