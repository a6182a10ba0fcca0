"""The positive control: the same strings, shown by pages that escape nothing, are seen by the same detectors.

Without it, a detector that sees nothing would look like an application in which nothing happens.
"""

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

import jinja2
import pytest
from hostile_strings import CANARY_HOST, PAYLOADS, Hostile, hostile_strings
from hostile_watch import Watch
from patience import until
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
SIZE: Final = 300
QUIET_MS: Final = 300

CARELESS: Final = """<!doctype html><meta charset=utf-8><title>No escaping</title><body><script>
const sinks = {
  html(text) {
    const place = document.createElement("div");
    place.innerHTML = text;
    document.body.append(place);
  },
  attribute(text) {
    const place = document.createElement("div");
    place.innerHTML = `<input value="${text}">`;
    document.body.append(place);
    for (const field of place.querySelectorAll("*")) field.dispatchEvent(new Event("mouseover"));
  },
  literal(text) {
    new Function("return `" + text.replaceAll("<", "&lt;").replaceAll(">", "&gt;") + "`")();
  },
  quoted(text) {
    new Function("const name = '" + text + "'")();
  },
  address(text) {
    const frame = document.createElement("iframe");
    frame.src = text;
    document.body.append(frame);
  },
  written(text) {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    if (!frame.contentWindow.__canary) frame.contentWindow.__canary = window.__canary;
    frame.contentDocument.write(text);
    frame.contentDocument.close();
  },
};
</script>"""

RUNS_IN: Final = {
    "html": ("html", 6),
    "written": ("html", 12),
    "attribute": ("attribute", 2),
    "literal": ("script", 2),
    "quoted": ("script", 1),
    "address": ("address", 5),
}
"""By sink, the family made for it, and how many different strings of it run at least."""


class _Careless(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        page = CARELESS.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def careless() -> Iterator[str]:
    """Serve a page that hands texts to whatever runs them."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Careless)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


Seen = Callable[[Watch], bool]
"""Tells whether the detectors have seen what they must."""


def shown_by(sink: str, strings: list[Hostile], browser: Browser, address: str, *, wanted: Seen) -> Watch:
    """Hand every string to a sink of the careless page, and return what the detectors saw."""
    context = browser.new_context(bypass_csp=True)
    watch = Watch.over(context, address)
    page = context.new_page()
    watch.follow(page)
    page.goto(address)
    page.evaluate(
        "([sink, texts]) => { for (const text of texts) { try { sinks[sink](text); } catch { /* no valid code */ } } }",
        [sink, [string.text for string in strings]],
    )
    until(page, lambda: wanted(watch))
    _wait_until_quiet(page, watch)
    context.close()
    return watch


def _wait_until_quiet(page: Page, watch: Watch) -> None:
    happened = -1
    while happened != (happened := len(watch.ran) + len(watch.strangers) + len(watch.errors)):
        page.wait_for_timeout(QUIET_MS)


@pytest.fixture(scope="module")
def strings() -> list[Hostile]:
    # What leaves the page for good, and sizes that only cost time, would keep the others from being seen.
    leaving = ("http-equiv", "<base", "<plaintext", "<!--")
    chosen = [each for each in hostile_strings(SIZE) if len(each.text) < 2_000]
    return [each for each in chosen if not any(part in each.text for part in leaving) and each.family != "surrogate"]


@pytest.mark.parametrize(("sink", "family", "least"), [(sink, *made) for sink, made in RUNS_IN.items()])
def test_a_page_that_escapes_nothing_runs_many_strings_and_each_names_itself(  # noqa: PLR0913, PLR0917  # parameters
    browser: Browser, careless: str, strings: list[Hostile], sink: str, family: str, least: int
) -> None:
    made_for_it = [each for each in strings if each.family == family]
    watch = shown_by(sink, made_for_it, browser, careless, wanted=lambda watch: len(set(watch.ran)) >= least)
    families = {string.number: string.family for string in strings}
    assert {families[number] for number in watch.ran} == {family}


def test_foreign_requests_dialogs_and_errors_are_seen_too(
    browser: Browser, careless: str, strings: list[Hostile]
) -> None:
    shown_by(
        "html",
        strings,
        browser,
        careless,
        wanted=lambda watch: (
            any(CANARY_HOST in address for address in watch.strangers) and f"{careless}/x" in watch.strangers
        ),
    )
    dialog = Hostile(0, "dialog", "<img src=x onerror=alert(1)>")
    error = Hostile(1, "error", "<img src=x onerror=nothing.of.this()>")
    opened = Hostile(2, "window", "<img src=x onerror=window.open('/x')>")
    shown_by(
        "html",
        [dialog, error, opened],
        browser,
        careless,
        wanted=lambda watch: (
            watch.dialogs == ["1"]
            and any("nothing is not defined" in said for said in watch.errors)
            and watch.opened == [f"{careless}/x"]
        ),
    )


def test_what_a_policy_stopped_is_seen_as_an_error(browser: Browser, careless: str) -> None:
    context = browser.new_context()
    watch = Watch.over(context, careless)
    page = context.new_page()
    page.goto(careless)
    page.evaluate(
        """() => {
          document.head.innerHTML = '<meta http-equiv="Content-Security-Policy" content="script-src \\'none\\'">';
          document.body.insertAdjacentHTML("beforeend", "<img src=x onerror=window.__canary(1)>");
        }"""
    )
    until(page, lambda: any("Content Security Policy" in said for said in watch.errors))
    context.close()
    assert watch.ran == []


def test_text_that_was_run_as_a_template_is_no_longer_equal_to_what_is_stored() -> None:
    changed = 0
    for text in PAYLOADS["template"]:
        try:
            changed += jinja2.Template(text).render() != text
        except jinja2.TemplateError:
            changed += 1
    assert changed >= len(PAYLOADS["template"]) / 2
