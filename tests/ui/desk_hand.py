"""What the tests of the desk share: curators, submissions sent through the API, and a browser that is signed in."""

import secrets
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import httpx
from playwright.sync_api import BrowserContext, Page, expect

from directory.services import accounts
from directory.store import Store
from directory.store.people import DeskRole

PASSWORD: Final = "a right long password"  # noqa: S105  # of a test
START_TIMEOUT_MS: Final = 30_000
EVERYTHING_SENT: Final = {"DIRECTORY_SUBMISSIONS_PER_ADDRESS": "10000", "DIRECTORY_SUBMISSIONS_PER_HOUR": "10000"}
"""Settings under which a test may send as much as it needs."""
_MARGIN_S: Final = 0.2


def hire(state: Path) -> None:
    """Make the accounts of two curators, ada and ben, and of an admin, eve, before the application starts."""
    state.mkdir(parents=True, exist_ok=True)
    store = Store.open(f"sqlite:///{state / 'directory.sqlite'}")
    for name, role in (("ada", DeskRole.CURATOR), ("ben", DeskRole.CURATOR), ("eve", DeskRole.ADMIN)):
        accounts.add(store, name, role=role, password=PASSWORD)
    store.close()


def new(name: str, **cells: str) -> dict[str, Any]:
    """Propose a new entry."""
    row = {
        "name": name,
        "organisation": f"Makers of {name}",
        "programme": "Independent",
        "sector": "Schools",
        "status": "active",
        "summary": f"{name} awards badges to learners.",
        "city": "Chicago",
        "country": "US",
        "place_kind": "area",
        "year_started": "2019",
        "sources": "https://example.org/source",
    }
    return {"kind": "new", "initiative": {**row, **cells}, "message": "I work there."}


def correction(site: str, target: str, **cells: str) -> dict[str, Any]:
    """Propose a change to an entry as it is now."""
    told = httpx.get(f"{site}/api/v1/initiatives/{target}/row").json()
    row = {column: cell for column, cell in told["row"].items() if column not in {"id", "added", "updated"}}
    about = {"kind": "correction", "target": target, "base_revision": told["revision"]}
    return {**about, "initiative": {**row, **cells}, "message": "It says so on its website."}


def send(site: str, proposals: Sequence[Mapping[str, Any]]) -> list[int]:
    """Submit proposals as a program would and return their numbers."""
    with httpx.Client(base_url=f"{site}/api/v1", timeout=20) as client:
        forms = [client.get("/submissions/form").json() for _ in proposals]
        time.sleep(max(form["wait_s"] for form in forms) + _MARGIN_S)
        numbers = []
        for form, proposal in zip(forms, proposals, strict=True):
            body = {
                "token": form["token"],
                "trap": "",
                "proposal": proposal,
                "contact": {"email": "", "tell_me": False},
            }
            answer = client.post("/submissions", json=body, headers={"Idempotency-Key": secrets.token_urlsafe(24)})
            assert answer.status_code == httpx.codes.CREATED, answer.text
            numbers.append(int(answer.json()["number"]))
        return numbers


def sign_in(context: BrowserContext, site: str, name: str = "ada") -> Page:
    """Open a page that is signed in, without the form."""
    answer = context.request.post(f"{site}/signin", data={"name": name, "password": PASSWORD}, headers={"Origin": site})
    assert answer.ok, answer.text()
    return context.new_page()


def desk(page: Page, site: str, number: int | None = None) -> None:
    """Open the desk, and a submission when one is named."""
    page.goto(f"{site}/desk{f'?n={number}' if number else ''}")
    if number:
        title = page.get_by_role("region", name="Submission", exact=True).get_by_role("heading", level=2)
        expect(title).to_be_visible(timeout=START_TIMEOUT_MS)
    else:
        queue = page.get_by_role("region", name="Queue")
        expect(queue.locator("li.item, .nothing:visible").first).to_be_visible(timeout=START_TIMEOUT_MS)
