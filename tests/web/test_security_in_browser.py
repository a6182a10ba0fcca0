"""The headers in front of a real Streamlit, watched by a real browser."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote

import httpx
import pytest
from patience import until
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from served import free_port, served

from directory.web.security import MAP_FRAME

APP = """
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest
from streamlit.runtime import Runtime
from contextlib import asynccontextmanager

from directory.web.assets import asset_routes
from directory.web.security import SecurityHeaders


@asynccontextmanager
async def lifespan(_app):
    manifest = ComponentManifest(
        name="trial", version="1", components=[ComponentConfig(name="filed", asset_dir="assets")]
    )
    Runtime.instance().bidi_component_registry.register_from_manifest(manifest, Path(__file__).parent)
    yield {}


app = st.App("page.py", lifespan=lifespan, routes=asset_routes(), middleware=[Middleware(SecurityHeaders)])
"""

PAGE = """
import folium
import streamlit as st
from streamlit_folium import st_folium

from directory.web.assets import asset_url
from directory.web.leaflet import LEAFLET_SCRIPT, LEAFLET_STYLES


class Plain(folium.Map):
    default_js = [("leaflet", "../.." + asset_url(LEAFLET_SCRIPT))]
    default_css = [("leaflet_css", "../.." + asset_url(LEAFLET_STYLES))]


st.title("A page")
st.text_input("Words")
st.dataframe({"name": ["one", "two"]})
st.components.v2.component("trial.filed", js="filed.js", html="<p></p>")(key="filed")
if "inline" in st.query_params:
    st.components.v2.component("inline", js=st.query_params["inline"], html="<p></p>")(key="inline")
st_folium(Plain(tiles=None, location=[10, 10], zoom_start=2), key="map", height=200, returned_objects=[])
"""

FILED = "export default ({ parentElement }) => { parentElement.querySelector('p').textContent = 'filed ran'; };"
INLINE = "export default ({ parentElement }) => { parentElement.querySelector('p').textContent = 'inline ran'; };"

REPORT_VIOLATIONS = """
addEventListener("securitypolicyviolation", (event) =>
  console.log(`CSP ${event.violatedDirective} ${event.blockedURI} on ${location.pathname}`));
"""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def small_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    folder = tmp_path_factory.mktemp("small-site")
    (folder / "assets").mkdir()
    (folder / "assets" / "filed.js").write_text(FILED)
    (folder / "app.py").write_text(APP)
    (folder / "page.py").write_text(PAGE)
    options = {
        "server.port": str(port),
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += [f"--{name}={value}" for name, value in options.items()]
    address = f"http://127.0.0.1:{port}"
    with served(command, f"{address}/healthz", cwd=folder, log=folder / "log.txt"):
        yield address


@contextmanager
def visit(browser: Browser, address: str) -> Iterator[tuple[Page, list[str]]]:
    violations: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if "CSP " in message.text or "Content Security Policy" in message.text:
            violations.append(message.text)

    context = browser.new_context()
    try:
        page = context.new_page()
        page.on("console", note)
        page.add_init_script(REPORT_VIOLATIONS)
        page.goto(address)
        expect(page.get_by_role("heading", name="A page")).to_be_visible(timeout=30_000)
        expect(page.frame_locator("iframe").locator(".leaflet-container")).to_be_visible(timeout=30_000)
        expect(page.get_by_text("filed ran")).to_be_visible()
        yield page, violations
    finally:
        context.close()


@pytest.fixture(scope="module")
def visited(browser: Browser, small_site: str) -> Iterator[tuple[Page, list[str]]]:
    with visit(browser, small_site) as found:
        yield found


def test_page_table_component_and_map_break_no_policy(browser: Browser, small_site: str) -> None:
    with visit(browser, small_site) as (_, violations):
        assert violations == []


def test_component_written_inline_is_refused_so_ours_are_files(browser: Browser, small_site: str) -> None:
    with visit(browser, f"{small_site}/?inline={quote(INLINE)}") as (page, violations):
        until(page, lambda: any("script-src" in violation and "blob" in violation for violation in violations))
        assert page.get_by_text("inline ran").count() == 0


@pytest.mark.parametrize(
    "attack",
    [
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.hit = 1'}))",
        "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hit = 1\">')",
        "location.href = 'javascript:window.hit = 1'",
        "setTimeout('window.hit = 1')",
    ],
)
def test_injected_script_does_not_run_in_a_page(visited: tuple[Page, list[str]], attack: str) -> None:
    page, violations = visited
    violations.clear()
    page.evaluate(f"() => {{ {attack}; }}")
    until(page, lambda: any("script-src" in violation for violation in violations))
    assert page.evaluate("() => window.hit") is None


def test_page_loads_no_image_of_another_host(visited: tuple[Page, list[str]]) -> None:
    page, violations = visited
    page.evaluate("() => document.body.append(Object.assign(new Image(), {src: 'https://elsewhere.example/a.png'}))")
    until(page, lambda: any("img-src https://elsewhere.example/a.png" in violation for violation in violations))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/some-page", 200),
        ("/_stcore/health", 200),
        ("/_stcore/host-config", 200),
        ("/_stcore/nothing", 200),
        ("/static/nothing.js", 200),
        ("/component/nothing/index.html", 404),
        ("/component/streamlit_folium.st_folium/index.html", 200),
        ("//elsewhere.example/", 400),
    ],
)
def test_every_answer_of_streamlit_has_the_headers(small_site: str, path: str, status: int) -> None:
    answer = httpx.get(small_site + path)
    assert answer.status_code == status
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    assert answer.headers.get_list("x-frame-options") == ["SAMEORIGIN"]
    assert ("'unsafe-eval'" in answer.headers["content-security-policy"]) == (MAP_FRAME in path)


@pytest.mark.parametrize("path", ["nothing", "", "nothing/index.html", "..%2f..%2findex.html", "%2e%2e/index.html"])
def test_weak_policy_never_covers_a_page_of_the_application(small_site: str, path: str) -> None:
    answer = httpx.get(small_site + MAP_FRAME + path)
    assert "prerenderReady" in httpx.get(small_site).text
    assert "prerenderReady" not in answer.text
