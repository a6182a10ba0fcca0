"""How long a contributor waits for the acknowledgement: `python -m benchmarks.contribute`.

Eight writers post to the real server on SQLite at the same time; then the form is sent in a real browser, from the
click to the frame after the acknowledgement stands on the page.
"""

import statistics
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import httpx
from playwright.sync_api import Browser

from benchmarks.explore.browser import chromium
from benchmarks.faults.server import Server

WRITERS: Final = 8
POSTS: Final = 50
"""By each writer."""
SENDINGS: Final = 20
POST_GOAL_MS: Final = 150
FORM_GOAL_MS: Final = 400
_SEND: Final = """async () => {
  const deep = (root, selector) => {
    for (const each of root.querySelectorAll("*")) {
      if (each.matches(selector)) return each;
      const found = each.shadowRoot && deep(each.shadowRoot, selector);
      if (found) return found;
    }
    return null;
  };
  const button = deep(document, "button.primary");
  const begun = performance.now();
  button.click();
  while (!button.getRootNode().querySelector(".received") && !deep(document, ".received")) {
    if (performance.now() - begun > 20000) throw new Error("no acknowledgement");
    await new Promise(requestAnimationFrame);
  }
  await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}"""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder))
        try:
            server.start()
            _say(f"POST /api/v1/submissions, {WRITERS} writers on SQLite", _posts(server.address), POST_GOAL_MS)
            with chromium() as browser:
                times = [_sending(browser, server.address, number) for number in range(SENDINGS)]
            _say("form, from the click to the acknowledgement", times, FORM_GOAL_MS)
        finally:
            server.kill()


def _posts(address: str) -> list[float]:
    with httpx.Client(base_url=address) as client:
        forms = [client.get("/api/v1/submissions/form").json() for _ in range(WRITERS * POSTS)]
    time.sleep(forms[-1]["wait_s"] + 0.1)
    tokens = [form["token"] for form in forms]
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [
            pool.submit(_writer, address, number, tokens[number * POSTS : (number + 1) * POSTS])
            for number in range(WRITERS)
        ]
        return [ms for writer in writers for ms in writer.result()]


def _writer(address: str, writer: int, tokens: Sequence[str]) -> list[float]:
    times = []
    with httpx.Client(base_url=address, timeout=30) as client:
        for number, token in enumerate(tokens):
            cells = {
                "name": f"Programme {number} of writer {writer}",
                "city": "Oslo",
                "country": "NO",
                "summary": "x " * 200,
            }
            body = {"token": token, "proposal": {"kind": "new", "initiative": cells}}
            key = {"Idempotency-Key": f"writer-{writer:04}-number-{number:06}"}
            begun = time.perf_counter()
            client.post("/api/v1/submissions", json=body, headers=key).raise_for_status()
            times.append(1000 * (time.perf_counter() - begun))
    return times


def _sending(browser: Browser, address: str, number: int) -> float:
    page = browser.new_page()
    page.goto(f"{address}/add")
    page.get_by_role("textbox", name="Name").first.fill(f"Measured initiative {number}")
    page.get_by_role("navigation", name="Steps").get_by_role("button", name="Preview").click()
    page.wait_for_timeout(4_000)  # a form is not taken before its token is three seconds old
    took: float = page.evaluate(_SEND)
    page.close()
    return took


def _say(name: str, times: Sequence[float], goal_ms: int) -> None:
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    print(
        f"{name}: {len(times)} sent, p50 {cuts[49]:.0f}, p95 {cuts[94]:.0f}, p99 {cuts[98]:.0f} ms; "
        f"the goal is a p95 of {goal_ms} ms"
    )


if __name__ == "__main__":
    main()
