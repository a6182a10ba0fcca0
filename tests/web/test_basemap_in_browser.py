import io
import math
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import pytest
from basemap_page import served
from PIL import Image
from playwright.sync_api import Browser, Page, Request, Route

pytestmark = pytest.mark.browser

SEA = {"light": (214, 224, 233), "dark": (18, 23, 30)}
LAND = {"light": (247, 247, 245), "dark": (38, 44, 52)}
MOST_FIRST_VIEW_BYTES = 150_000


class Spot(NamedTuple):
    latitude: float
    longitude: float


class Basemap:
    """A page with the basemap and nothing else."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address

    def show(self, at: Spot, *, zoom: int, labels: int = 0) -> None:
        self.page.goto(f"{self.address}/?lat={at.latitude}&lon={at.longitude}&zoom={zoom}&labels={labels}")
        self.settle()

    def move(self, at: Spot, *, zoom: int) -> None:
        self.page.evaluate(
            "([lat, lon, zoom]) => map.setView([lat, lon], zoom, { animate: false })",
            [at.latitude, at.longitude, zoom],
        )
        self.settle()

    def settle(self) -> None:
        """Wait until every tile is drawn."""
        self.page.wait_for_function(
            """() => {
              let loading = false;
              basemap.eachLayer((layer) => (loading ||= layer.isLoading?.()));
              return !loading;
            }"""
        )

    def names(self, *awaited: str) -> list[str]:
        """Return what is written, once the awaited names are."""
        self.page.wait_for_function(
            "(awaited) => awaited.every((name) => basemap.names().includes(name))", arg=list(awaited)
        )
        names: list[str] = self.page.evaluate("basemap.names()")
        return names

    def watch(self) -> list[Request]:
        """Return a list that every request from now on joins."""
        seen: list[Request] = []

        def remember(request: Request) -> None:
            seen.append(request)

        self.page.on("request", remember)
        return seen

    def picture(self) -> Image.Image:
        return Image.open(io.BytesIO(self.page.screenshot())).convert("RGB")

    def colour_at(self, at: Spot) -> object:
        x, y = self.page.evaluate(
            "(at) => { const p = map.latLngToContainerPoint(at); return [p.x, p.y]; }", [at.latitude, at.longitude]
        )
        return self.picture().getpixel((round(x), round(y)))


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with served() as address:
        yield address


@pytest.fixture
def basemap(page: Page, address: str) -> Basemap:
    return Basemap(page, address)


SPOTS = {
    "Chicago": (Spot(41.6, -88.3), LAND["light"]),
    "the north of Lagos": (Spot(7.4, 4.2), LAND["light"]),
    "Brazil": (Spot(-10.0, -52.0), LAND["light"]),
    "Alaska": (Spot(65.0, -153.0), LAND["light"]),
    "Chukotka west of the antimeridian": (Spot(67.5, 179.0), LAND["light"]),
    "Chukotka east of the antimeridian": (Spot(66.8, -175.5), LAND["light"]),
    "Antarctica": (Spot(-80.0, 100.0), LAND["light"]),
    "the Pacific": (Spot(5.0, -140.0), SEA["light"]),
    "the Norwegian Sea on Chukotka's latitude": (Spot(66.5, 1.0), SEA["light"]),
    "the Davis Strait on Chukotka's latitude": (Spot(65.0, -58.0), SEA["light"]),
    "the Bering Sea at the antimeridian": (Spot(60.5, 179.5), SEA["light"]),
    "the Pacific on Fiji's latitude": (Spot(-16.8, -120.0), SEA["light"]),
    "Lake Superior": (Spot(47.6, -87.5), SEA["light"]),
    "the Caspian Sea": (Spot(41.5, 51.0), SEA["light"]),
}


def test_the_world_has_land_where_land_is_and_sea_where_sea_is(basemap: Basemap) -> None:
    basemap.page.set_viewport_size({"width": 1100, "height": 1100})
    basemap.show(Spot(0, 0), zoom=2)
    assert {name: basemap.colour_at(at) for name, (at, _) in SPOTS.items()} == {
        name: colour for name, (_, colour) in SPOTS.items()
    }


def test_a_closer_look_shows_the_same(basemap: Basemap) -> None:
    basemap.show(Spot(0, 0), zoom=5)
    for name, (at, colour) in SPOTS.items():
        basemap.move(at, zoom=5)
        assert basemap.colour_at(at) == colour, name


def test_fiji_stands_on_both_sides_of_the_antimeridian(basemap: Basemap) -> None:
    basemap.show(Spot(-16.8, 179.4), zoom=9)
    assert basemap.colour_at(Spot(-16.6, 179.2)) == LAND["light"]
    basemap.move(Spot(-16.8, -179.9), zoom=9)
    assert basemap.colour_at(Spot(-16.8, -179.95)) == LAND["light"]


def test_no_band_of_land_crosses_the_world(basemap: Basemap) -> None:
    basemap.show(Spot(20, 0), zoom=2)
    world = basemap.picture()
    longest = 0
    for y in range(0, world.height * 2 // 3, 3):  # Antarctica below is wide indeed
        run = 0
        for x in range(world.width):
            run = run + 1 if world.getpixel((x, y)) == LAND["light"] else 0
            longest = max(longest, run)
    assert longest < 500


def test_no_hairline_shows_between_tiles_on_a_screen_of_uneven_pixels(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 700, "height": 500}, device_scale_factor=1.25)
    basemap = Basemap(context.new_page(), address)
    middle = Spot(math.degrees(math.atan(math.sinh(math.pi / 8))), 22.5)  # a corner of four tiles, in Chad
    basemap.show(middle, zoom=5)
    centre = basemap.picture()
    box = (centre.width // 2 - 20, centre.height // 2 - 20, centre.width // 2 + 20, centre.height // 2 + 20)
    assert centre.crop(box).getcolors() == [(1600, LAND["light"])]
    context.close()


def test_the_first_view_asks_no_other_host_and_is_small(basemap: Basemap) -> None:
    requests = basemap.watch()
    basemap.show(Spot(20, 0), zoom=2, labels=1)
    basemap.names("Brazil")
    urls = [request.url for request in requests]
    assert [url for url in urls if not url.startswith((basemap.address, "data:"))] == []
    ours = [request for request in requests if "/basemap" in request.url]
    assert any("/tiles/0/0/0" in request.url for request in ours)
    assert sum(request.sizes()["responseBodySize"] for request in ours) < MOST_FIRST_VIEW_BYTES
    assert len(urls) == len(set(urls))


def test_countries_are_named_once_each_and_as_in_the_lists(basemap: Basemap) -> None:
    basemap.show(Spot(48, 10), zoom=4, labels=1)
    names = basemap.names("France", "Germany", "Türkiye")
    assert max(Counter(names).values()) == 1


def test_no_name_is_in_the_way_of_another_or_cut_by_the_edge_of_the_view(basemap: Basemap) -> None:
    basemap.show(Spot(48, 10), zoom=4, labels=1)
    basemap.names("France", "Lyon")
    boxes = basemap.page.evaluate(
        """() => basemap._labels._drawn.map(({ box }) => {
          const shift = map.getSize().divideBy(4);  // the canvas reaches a quarter beyond the view
          return [box.left - shift.x, box.top - shift.y, box.right - shift.x, box.bottom - shift.y];
        })"""
    )
    assert len(boxes) > 30
    for left, top, right, bottom in boxes:
        seen = right > 0 and left < 1440 and bottom > 0 and top < 900
        assert not seen or (left >= 0 and right <= 1440 and top >= 0 and bottom <= 900)
    for one, other in combinations(boxes, 2):
        assert one[2] < other[0] or other[2] < one[0] or one[3] < other[1] or other[3] < one[1]


def test_no_name_runs_under_a_sign_and_a_city_under_one_is_named_beside_it(basemap: Basemap) -> None:
    basemap.show(Spot(47, 4), zoom=6, labels=1)
    signs = [{"lat": 45.75, "lon": 4.85, "radius": 24}, {"lat": 46.8, "lon": 2.4, "radius": 20}]
    under = """(signs) => basemap._labels._drawn.filter(({ name, box }) => signs.some(({ lat, lon, radius }) => {
      const { x, y } = map.project([lat, lon], map.getZoom()).subtract(basemap._labels._view.origin);
      return box.left < x + radius && box.right > x - radius && box.top < y + radius && box.bottom > y - radius;
    })).map(({ name }) => name)"""
    basemap.names("Lyon", "France")
    before = basemap.page.evaluate("basemap._labels._drawn.find(({ name }) => name === 'Lyon').box")
    assert basemap.page.evaluate(under, signs) != []
    basemap.page.evaluate("(signs) => basemap.keepClear(signs)", signs)
    basemap.page.wait_for_function(f"(signs) => !({under})(signs).length", arg=signs)
    after = basemap.page.evaluate("basemap._labels._drawn.find(({ name }) => name === 'Lyon').box")
    assert 15 < abs(after["left"] - before["left"]) + abs(after["top"] - before["top"]) < 80
    basemap.page.evaluate("basemap.keepClear([])")
    basemap.page.wait_for_function(f"(signs) => ({under})(signs).length", arg=signs)


NAME_FROM_ITS_POINT = """(name) => {
  const { box } = basemap._labels._drawn.find((each) => each.name === name);
  const at = basemap._labels._canvas.getBoundingClientRect();
  const country = basemap._labels._countries.find((each) => each.name === name);
  const point = map.latLngToContainerPoint([country.lat, country.lon]);
  const [across, down] = [at.left + (box.left + box.right) / 2, at.top + (box.top + box.bottom) / 2];
  return [Math.round(across - point.x), Math.round(down - point.y)];
}"""


def test_names_stay_at_their_points_in_every_frame_of_a_pan(basemap: Basemap) -> None:
    basemap.show(Spot(47, 4), zoom=5, labels=1)
    basemap.names("France")
    still = basemap.page.evaluate(NAME_FROM_ITS_POINT, "France")
    moved = basemap.page.evaluate(
        f"""() => new Promise((done) => {{
          const read = {NAME_FROM_ITS_POINT};
          const seen = [];
          let ended = 0;
          map.once("moveend", () => (ended = 1));
          const look = () => {{
            // A task after the frame: what is read is what was painted.
            setTimeout(() => seen.push(String(read("France"))));
            if (!ended || ended++ < 5) requestAnimationFrame(look); else setTimeout(() => done([...new Set(seen)]), 50);
          }};
          requestAnimationFrame(look);
          map.panBy([120, 60], {{ animate: true, duration: 0.2 }});
        }})"""
    )
    assert all(
        abs(int(across) - still[0]) <= 2 and abs(int(down) - still[1]) <= 2
        for across, down in (each.split(",") for each in moved)
    ), (still, moved)


def test_names_keep_their_size_on_a_screen_of_other_pixels(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport={"width": 1200, "height": 800})
    basemap = Basemap(context.new_page(), address)
    basemap.show(Spot(47, 4), zoom=5, labels=1)
    basemap.names("France")
    screen = {"width": 600, "height": 400, "deviceScaleFactor": 2, "mobile": False}
    context.new_cdp_session(basemap.page).send("Emulation.setDeviceMetricsOverride", screen)
    basemap.page.wait_for_function("basemap._labels._canvas.style.width === '900px'")
    assert basemap.page.evaluate("[basemap._labels._canvas.width, basemap._labels._view.size.x]") == [1800, 900]
    basemap.page.wait_for_function(
        "[...document.querySelectorAll('.leaflet-tile canvas')].every((one) => one.width === 1026)"
    )
    context.close()


def test_names_that_could_not_be_had_are_asked_for_again(basemap: Basemap) -> None:
    basemap.page.route("**/labels/**", lambda route: route.abort())
    basemap.show(Spot(47, 4), zoom=6, labels=1)
    assert "Lyon" not in basemap.names("France")
    basemap.page.wait_for_function("basemap._labels._releases.size === 0")
    basemap.page.unroute("**/labels/**")
    basemap.page.evaluate("basemap.retry()")
    basemap.names("Lyon")


def test_a_city_at_the_edge_of_a_sign_is_not_named_over_its_own_dot(basemap: Basemap) -> None:
    basemap.show(Spot(47, 4), zoom=6, labels=1)
    basemap.names("Lyon")
    # The sign ends just west of the dot.
    basemap.page.evaluate(
        """() => {
          const { lat, lng } = map.unproject(map.project([45.75, 4.85]).subtract([19, 0]));
          basemap.keepClear([{ lat, lon: lng, radius: 16 }]);
        }"""
    )
    basemap.page.wait_for_timeout(300)
    box = basemap.page.evaluate("basemap._labels._drawn.find(({ name }) => name === 'Lyon').box")
    x = basemap.page.evaluate("map.project([45.75, 4.85]).subtract(basemap._labels._view.origin).x")
    assert box["left"] >= x + 4


def test_a_sign_does_not_bear_the_name_of_a_city_at_its_edge(basemap: Basemap) -> None:
    basemap.show(Spot(47, 4), zoom=6, labels=1)
    basemap.names("Lyon", "France")
    for off, named in ((4, True), (20, False)):
        basemap.page.evaluate(
            """(off) => {
              const { lat, lng } = map.unproject(map.project([45.75, 4.85]).subtract([off, 0]));
              basemap.keepClear([{ lat, lon: lng, radius: 24 }]);
            }""",
            off,
        )
        basemap.page.wait_for_timeout(300)
        assert ("Lyon" in basemap.names("France")) is named


def test_cities_come_from_the_gazetteer_and_a_hostile_name_is_only_text(basemap: Basemap) -> None:
    basemap.show(Spot(47, 4), zoom=6, labels=1)
    assert "Chicago" not in basemap.names("<b>Paris</b>", "Lyon")


def test_more_is_named_the_closer_one_looks(basemap: Basemap) -> None:
    basemap.show(Spot(48, 10), zoom=2, labels=1)
    assert not {"Switzerland", "Lyon"} & set(basemap.names("Germany"))
    basemap.move(Spot(48, 10), zoom=5)
    basemap.names("Switzerland", "Lyon")


def test_the_dark_theme_needs_no_new_tiles(basemap: Basemap) -> None:
    basemap.show(Spot(46, 2), zoom=5)
    requests = basemap.watch()
    basemap.page.evaluate("basemap.setTheme('dark')")
    assert basemap.colour_at(Spot(47, 2)) == LAND["dark"]
    assert basemap.colour_at(Spot(46, -5)) == SEA["dark"]
    assert requests == []


def test_a_tile_that_fails_once_is_asked_for_again(basemap: Basemap) -> None:
    failed: list[str] = []

    def fail_once(route: Route) -> None:
        if route.request.url in failed:
            route.continue_()
        else:
            failed.append(route.request.url)
            route.abort()

    basemap.page.route("**/tiles/**", fail_once)
    basemap.show(Spot(46, 2), zoom=5)
    assert failed
    assert basemap.colour_at(Spot(47, 2)) == LAND["light"]


def test_without_the_server_there_is_a_plain_sea_and_no_error(basemap: Basemap) -> None:
    errors: list[str] = []
    basemap.page.on("pageerror", lambda error: errors.append(str(error)))
    basemap.page.route("**/basemap/**", lambda route: route.abort())
    basemap.show(Spot(46, 2), zoom=5, labels=1)
    assert basemap.colour_at(Spot(47, 2)) == SEA["light"]
    assert errors == []


def test_the_names_take_no_clicks(basemap: Basemap) -> None:
    basemap.show(Spot(48.85, 2.35), zoom=6, labels=1)
    basemap.page.mouse.click(
        *basemap.page.evaluate("(() => { const s = map.getSize(); return [s.x / 2, s.y / 2]; })()")
    )
    assert basemap.page.evaluate("clicks") == 1
    assert basemap.page.evaluate("getComputedStyle(map.getPane('basemapLabels')).pointerEvents") == "none"


def test_removing_it_leaves_nothing_behind(basemap: Basemap) -> None:
    basemap.show(Spot(48, 2), zoom=5, labels=1)
    basemap.page.evaluate("basemap.remove()")
    assert basemap.page.locator("canvas").count() == 0
    assert basemap.page.evaluate("map.getContainer().style.backgroundColor") == ""
    basemap.page.evaluate("basemap.addTo(map)")
    basemap.settle()
    assert basemap.colour_at(Spot(47, 2)) == LAND["light"]


def test_the_sources_are_credited(basemap: Basemap) -> None:
    basemap.show(Spot(48, 2), zoom=5)
    credit = basemap.page.locator(".leaflet-control-attribution").inner_text()
    assert "Natural Earth" in credit
    assert "GeoNames (CC BY 4.0)" in credit
