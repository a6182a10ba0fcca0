"""Take the pictures of the documentation and of link previews from the running application: `make screenshots`."""

import argparse
import io
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
import setup
from PIL import Image
from playwright.sync_api import APIRequestContext, Browser, Page, expect, sync_playwright

from directory.services import accounts
from directory.store import Store
from directory.store.people import DeskRole

ROOT: Final = Path(__file__).resolve().parents[1]
IMAGES: Final = ROOT / "docs" / "images"
PREVIEW: Final = ROOT / "src" / "directory" / "web" / "pictures" / "preview.png"
LIMIT_BYTES: Final = 200_000
COLOURS: Final = 256
COMMON: Final = 160
START_TIMEOUT_S: Final = 60
DESK: Final = {"viewport": {"width": 1440, "height": 900}}
PHONE: Final = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DISMISSED: Final = "localStorage.setItem('linked-initiatives.intro-dismissed', '1')"
PROFILE: Final = "?id=chicago-city-of-learning"
CURATOR: Final = "ada"
CORRECTED: Final = "chicago-city-of-learning"
FORM_MARGIN_S: Final = 0.2
PROPOSED: Final = (
    {"name": "Kampala Makers badges", "organisation": "Kampala Makers", "city": "Kampala", "country": "UG"},
    {"name": "Badges for everybody", "organisation": "Somebody"},
    {"name": "Tampere Open Badge Days", "organisation": "City of Tampere", "city": "Tampere", "country": "FI"},
)
"""New entries, invented: one that is accepted, one that is declined, one that is asked about."""
WAITING: Final = (
    {"name": "Riverside Library badges", "organisation": "Riverside Library", "city": "Cork", "country": "IE"},
    {"name": "Open Skills Turin", "organisation": "Open Skills", "city": "Turin", "country": "IT"},
)
"""New entries, invented, that wait in the queue."""

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Picture:
    """One picture: where it goes, what it shows, on which screen and in which theme."""

    file: Path
    address: str = ""
    screen: dict[str, Any] = field(default_factory=lambda: DESK)
    theme: Theme = "light"
    with_introduction: bool = False
    with_submissions: bool = False


def _both(name: str, address: str, *, with_introduction: bool = False, with_submissions: bool = False) -> list[Picture]:
    """Return the four pictures of a page: desk and phone, light and dark."""
    themes: tuple[tuple[str, Theme], ...] = (("", "light"), ("-dark", "dark"))
    return [
        Picture(IMAGES / f"{name}{size}{shade}.png", address, screen, theme, with_introduction, with_submissions)
        for size, screen in (("", DESK), ("-phone", PHONE))
        for shade, theme in themes
    ]


PICTURES: Final = [
    *_both("explore", ""),
    *_both("start", "", with_introduction=True),
    *_both("table", "?view=table&programme=Reconnect+Learning"),
    *_both("profile", PROFILE),
    *_both("add", "add"),
    *_both("receipt", "receipt?key={asked}", with_submissions=True),
    *_both("decisions", "decisions", with_submissions=True),
    *_both("desk", "desk?n={correction}", with_submissions=True),
    *_both("data", "data"),
    *_both("about", "about"),
    *_both("lost", "no-such-page"),
    Picture(PREVIEW, "", {"viewport": {"width": 1200, "height": 630}}),
]


def main() -> None:
    """Start the application, take every picture that is asked for, and stop it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="file names without .png; all when none is given")
    names = set(parser.parse_args().names)
    wanted = [picture for picture in PICTURES if not names or picture.file.stem in names]
    IMAGES.mkdir(parents=True, exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with tempfile.TemporaryDirectory() as state:
        password = _hire(Path(state))
        others = {name: value for name, value in os.environ.items() if not name.startswith("DIRECTORY_")}
        environ = {**others, "DIRECTORY_STATE_DIR": state, "DIRECTORY_SUBMISSIONS_PER_ADDRESS": "100"}
        command = [sys.executable, str(ROOT / "scripts" / "serve.py"), "--port", port]
        server = subprocess.Popen(command, cwd=ROOT, env=environ)
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", server)
            with sync_playwright() as playwright:
                # The whole browser where there is one: the shell sets letters on whole pixels, which looks uneven.
                path = setup.browser((*setup.WHOLE_BROWSERS, *setup.BROWSERS))
                browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
                _take_all(browser, f"http://127.0.0.1:{port}", wanted, password)
                browser.close()
        finally:
            server.terminate()
            server.wait(timeout=15)


def _hire(state: Path) -> str:
    """Make the account of a curator in a store of its own and return its password."""
    store = Store.open(f"sqlite:///{state / 'directory.sqlite'}")
    password = secrets.token_urlsafe(16)
    accounts.add(store, CURATOR, role=DeskRole.CURATOR, password=password)
    store.close()
    return password


def _take_all(browser: Browser, site: str, wanted: list[Picture], password: str) -> None:
    """Take the pictures of the directory as it is published, then those of submissions, as a curator sees them."""
    curator = browser.new_context(base_url=site, extra_http_headers={"Origin": site})
    words: dict[str, str] = {}
    for picture in sorted(wanted, key=lambda each: each.with_submissions):
        if picture.with_submissions and not words:
            _asked(curator.request, "signin", {"name": CURATOR, "password": password})
            words = _fill(curator.request)
        session: Any = curator.storage_state() if picture.with_submissions else None
        _take(browser, f"{site}/{picture.address.format(**words)}", picture, session)
    curator.close()


def _fill(request: APIRequestContext) -> dict[str, str]:
    """Send the proposals of the pictures, decide some, and return what the addresses name."""
    told = request.get(f"api/v1/initiatives/{CORRECTED}/row").json()
    row = {column: cell for column, cell in told["row"].items() if column not in {"id", "added", "updated"}}
    correction = {
        "kind": "correction",
        "target": CORRECTED,
        "base_revision": told["revision"],
        "initiative": {**row, "status": "ended", "year_ended": "2017"},
        "message": "The last annual report names 2017 as its final season.",
    }
    accepted, declined, asked, corrected, *_ = [
        _send(request, proposal) for proposal in (*map(_new, PROPOSED), correction, *map(_new, WAITING))
    ]
    _decide(request, accepted, "accept", words="Thank you; the website confirms it.")
    _decide(request, declined, "decline", reason="no-source", words="")
    _decide(request, asked, "ask", question="In which year did it begin, and where can others see that?")
    return {"asked": asked["receipt"], "correction": str(corrected["number"])}


def _new(cells: dict[str, str]) -> dict[str, Any]:
    """Propose a new entry."""
    stated = {"programme": "Independent", "status": "active", "roles": "issue", "place_kind": "seat"}
    return {"kind": "new", "initiative": {**stated, **cells}, "message": "I work there."}


def _send(request: APIRequestContext, proposal: dict[str, Any]) -> dict[str, Any]:
    """Send a proposal as a program does, not before its form is old enough, and return what is acknowledged."""
    form = request.get("api/v1/submissions/form").json()
    time.sleep(form["wait_s"] + FORM_MARGIN_S)
    body = {"token": form["token"], "trap": "", "proposal": proposal, "contact": {"email": "", "tell_me": False}}
    return _asked(request, "api/v1/submissions", body, {"Idempotency-Key": secrets.token_urlsafe(24)})


def _decide(request: APIRequestContext, receipt: dict[str, Any], verb: str, **said: str) -> None:
    """Decide about a submission as the curator."""
    address = f"api/v1/desk/submissions/{receipt['number']}"
    version = request.get(address).json()["version"]
    _asked(request, f"{address}/{verb}", {"version": version, **said})


def _asked(
    request: APIRequestContext, address: str, body: dict[str, Any], headers: dict[str, str] | None = None
) -> dict[str, Any]:
    """Post to the application and return its answer; a refusal ends the script."""
    response = request.post(address, data=body, headers=headers)
    if not response.ok:
        sys.exit(f"{address}: {response.text()}")
    answer: dict[str, Any] = response.json()
    return answer


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  # our own address
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("the application did not start")


def _take(browser: Browser, address: str, picture: Picture, session: Any) -> None:  # noqa: ANN401  # Playwright's own
    context = browser.new_context(
        **picture.screen,
        color_scheme=picture.theme,
        locale="en-GB",
        reduced_motion="reduce",
        storage_state=session,
    )
    page = context.new_page()
    if not picture.with_introduction:
        page.add_init_script(DISMISSED)
    page.goto(address)
    _settle(page)
    picture.file.write_bytes(_pressed(page.screenshot()))
    context.close()
    print(f"{picture.file.relative_to(ROOT)}: {picture.file.stat().st_size // 1000} KB")


def _settle(page: Page) -> None:
    """Wait until the page is drawn, its map and its place names included."""
    expect(page.locator(":is(.sentence, h1, .submission h2):visible").first).to_be_visible(timeout=30_000)
    frame = page.locator("iframe[title*='st_folium']")
    page.wait_for_timeout(500)
    if frame.count():
        inside = page.frame_locator("iframe[title*='st_folium']").locator(".li-map[data-painted]:not([aria-busy])")
        expect(inside).to_be_attached(timeout=30_000)
    page.wait_for_timeout(2_000)


def _pressed(png: bytes) -> bytes:
    """Return the picture with a palette, small enough for a repository.

    The commonest colours stay exact, and the rest is chosen for coverage: a median would take the few pixels of each
    sector's colour for noise.
    """
    image = Image.open(io.BytesIO(png)).convert("RGB")
    counted: Any = image.getcolors(image.width * image.height)
    common = [colour for _, colour in sorted(counted, reverse=True)[:COMMON]]
    covering = image.quantize(COLOURS - len(common), Image.Quantize.MAXCOVERAGE).getpalette() or []
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in common for part in colour] + covering)
    target = io.BytesIO()
    pressed = image.quantize(palette=palette, dither=Image.Dither.NONE)
    _restore(pressed, image, common).save(target, "PNG", optimize=True)
    if target.tell() >= LIMIT_BYTES:
        sys.exit(f"a picture takes {target.tell()} bytes, over {LIMIT_BYTES}")
    return target.getvalue()


def _restore(pressed: Image.Image, image: Image.Image, common: list[tuple[int, int, int]]) -> Image.Image:
    """Return the picture with the common colours exact, the first of its palette; Pillow rounds them to 6 bits."""
    packed = np.asarray(image).astype(np.int64) @ (1 << 16, 1 << 8, 1)
    places = np.array(pressed)
    for place, (red, green, blue) in enumerate(common):
        places[packed == red << 16 | green << 8 | blue] = place
    restored = Image.fromarray(places, "P")
    restored.putpalette(pressed.getpalette() or [])
    return restored


if __name__ == "__main__":
    main()
