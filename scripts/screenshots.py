"""Take the pictures of the documentation and of link previews from the running application: `make screenshots`."""

import argparse
import io
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

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

Theme = Literal["light", "dark"]


@dataclass(frozen=True)
class Picture:
    """One picture: where it goes, what it shows, on which screen and in which theme."""

    file: Path
    address: str = ""
    screen: dict[str, Any] = field(default_factory=lambda: DESK)
    theme: Theme = "light"
    with_introduction: bool = False


def _both(name: str, address: str, *, with_introduction: bool = False) -> list[Picture]:
    """Return the four pictures of a page: desk and phone, light and dark."""
    themes: tuple[tuple[str, Theme], ...] = (("", "light"), ("-dark", "dark"))
    return [
        Picture(IMAGES / f"{name}{size}{shade}.png", address, screen, theme, with_introduction)
        for size, screen in (("", DESK), ("-phone", PHONE))
        for shade, theme in themes
    ]


PICTURES: Final = [
    *_both("explore", ""),
    *_both("start", "", with_introduction=True),
    *_both("table", "?view=table&programme=Reconnect+Learning"),
    *_both("profile", PROFILE),
    *_both("data", "data"),
    *_both("about", "about"),
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
    server = subprocess.Popen([sys.executable, str(ROOT / "scripts" / "serve.py"), "--port", port], cwd=ROOT)
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", server)
        with sync_playwright() as playwright:
            path = os.environ.get("CHROMIUM") or shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
            for picture in wanted:
                _take(browser, f"http://127.0.0.1:{port}/{picture.address}", picture)
            browser.close()
    finally:
        server.terminate()
        server.wait(timeout=15)


def _wait(address: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310  # our own address
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("the application did not start")


def _take(browser: Browser, address: str, picture: Picture) -> None:
    context = browser.new_context(**picture.screen, color_scheme=picture.theme, locale="en-GB", reduced_motion="reduce")
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
    expect(page.locator(".sentence, h1").first).to_be_visible(timeout=30_000)
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
