"""Signing in and out over HTTP: cookies, where requests come from, and what is told to whom."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from anyio.from_thread import BlockingPortal
from desk_bench import PASSWORD, Bench
from desk_browser import SITE, DeskBrowser

from directory.api.sessions import COOKIE
from directory.services import accounts, handover
from directory.store.people import DeskRole

ME = "/api/v1/desk/me"
WRONG = "wrong wrong wrong"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    accounts.set_password(made.store, "Cora", PASSWORD)
    yield made
    made.services.close()


@pytest.fixture
def open_browser(portal: BlockingPortal, bench: Bench) -> Callable[..., DeskBrowser]:
    def open_(address: str = SITE) -> DeskBrowser:
        return DeskBrowser(portal, bench, address=address)

    return open_


def test_signing_in_gives_name_role_and_a_cookie_no_script_and_no_other_site_reaches(
    open_browser: Callable[..., DeskBrowser],
) -> None:
    browser = open_browser()
    answer = browser.sign_in()
    assert (answer.status_code, answer.json()) == (200, {"name": "Cora", "role": "curator"})
    assert answer.headers["cache-control"] == "no-store"
    flags = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert flags == {"httponly", "samesite=strict", "path=/", "max-age=43200"}
    assert len(browser.client.cookies[COOKIE]) >= 43  # 256 bits
    assert browser.get(ME).json() == {"name": "Cora", "role": "curator"}


def test_the_cookie_is_secure_over_https_even_when_a_proxy_ends_it(open_browser: Callable[..., DeskBrowser]) -> None:
    credentials = {"name": "Cora", "password": PASSWORD}
    direct = open_browser("https://directory.test").post(
        "/signin", credentials, headers={"Origin": "https://directory.test"}
    )
    proxied = open_browser().post("/signin", credentials, headers={"Origin": "https://directory.test"})
    for answer in (direct, proxied):
        assert answer.status_code == 200
        assert "; secure" in answer.headers["set-cookie"].lower()


def test_wrong_name_and_wrong_password_get_the_same_answer(open_browser: Callable[..., DeskBrowser]) -> None:
    browser = open_browser()
    answers = [browser.sign_in(password=WRONG), browser.sign_in(name="Nobody")]
    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0].json() == answers[1].json()
    assert "set-cookie" not in answers[0].headers
    assert browser.get(ME).status_code == 401


def test_the_sixth_attempt_after_five_wrong_ones_is_429_and_says_when(open_browser: Callable[..., DeskBrowser]) -> None:
    browser = open_browser()
    for _ in range(5):
        assert browser.sign_in(password=WRONG).status_code == 401
    answer = browser.sign_in()
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) == 900


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "http://directory.test.evil.example", "null", "", "directory.test", None]
)
def test_requests_of_other_sites_are_refused_even_with_the_cookie(
    open_browser: Callable[..., DeskBrowser], bench: Bench, origin: str | None
) -> None:
    browser = open_browser()
    browser.sign_in()
    submission = bench.new()
    headers = {} if origin is None else {"Origin": origin}
    for path, body in (
        ("/signin", {"name": "Cora", "password": PASSWORD}),
        ("/signout", {}),
        (f"/api/v1/desk/submissions/{submission.number}/decline", {"version": 1, "reason": "spam"}),
        ("/api/v1/desk/entries/alpha/check", {}),
    ):
        assert browser.post(path, body, headers=headers).status_code == 403
    assert bench.again(submission).version == 1
    assert browser.get(ME).status_code == 200


def test_a_stated_public_address_is_an_own_origin_too(portal: BlockingPortal, tmp_path: Path) -> None:
    bench = Bench(tmp_path, public_url="https://badges.example/directory/")
    accounts.set_password(bench.store, "Cora", PASSWORD)
    browser = DeskBrowser(portal, bench)
    credentials = {"name": "Cora", "password": PASSWORD}
    assert browser.post("/signin", credentials, headers={"Origin": "https://badges.example"}).status_code == 200
    assert browser.post("/signin", credentials, headers={"Origin": "http://badges.example"}).status_code == 403
    bench.services.close()


def test_a_planted_session_is_not_the_one_that_signs_in(open_browser: Callable[..., DeskBrowser], bench: Bench) -> None:
    browser = open_browser()
    browser.client.cookies.set(COOKIE, "planted-by-somebody", domain="directory.test")
    browser.sign_in()
    cookies = [cookie.value for cookie in browser.client.cookies.jar if cookie.name == COOKIE]
    assert accounts.resolve(bench.store, "planted-by-somebody").account is None
    assert any(accounts.resolve(bench.store, value or "").account for value in cookies)


def test_signing_in_again_ends_the_session_before(open_browser: Callable[..., DeskBrowser], bench: Bench) -> None:
    browser = open_browser()
    browser.sign_in()
    first = browser.client.cookies[COOKIE]
    browser.sign_in()
    assert browser.client.cookies[COOKIE] != first
    assert accounts.resolve(bench.store, first).account is None


def test_signing_out_ends_the_session_and_drops_the_cookie(
    open_browser: Callable[..., DeskBrowser], bench: Bench
) -> None:
    browser = open_browser()
    browser.sign_in()
    secret = browser.client.cookies[COOKIE]
    answer = browser.post("/signout")
    assert answer.status_code == 204
    assert "max-age=0" in answer.headers["set-cookie"].lower()
    assert accounts.resolve(bench.store, secret).account is None
    assert browser.get(ME).status_code == 401
    assert browser.post("/signout").status_code == 204


def test_signing_out_everywhere_ends_the_sessions_of_other_browsers(open_browser: Callable[..., DeskBrowser]) -> None:
    here, there = open_browser(), open_browser()
    here.sign_in()
    there.sign_in()
    assert here.post("/signout", {"everywhere": True}).status_code == 204
    assert there.get(ME).status_code == 401


def test_a_code_of_the_identity_provider_signs_in_once(open_browser: Callable[..., DeskBrowser], bench: Bench) -> None:
    accounts.add(bench.store, "Bea", role=DeskRole.ADMIN, subject="https://id.example|7")
    code = handover.make_code(bench.store, issuer="https://id.example", subject="7")
    browser = open_browser()
    answer = browser.post("/signin/oidc", {"code": code})
    assert (answer.status_code, answer.json()) == (200, {"name": "Bea", "role": "admin"})
    assert browser.get(ME).json()["role"] == "admin"
    assert open_browser().post("/signin/oidc", {"code": code}).status_code == 401


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'{"name": 1, "password": "x"}', 400),
        (b'{"name": "Cora"}', 400),
        (b'{"name": "\\ud800", "password": "x"}', 400),
        (b'{"name": "\\u0000", "password": "\\u0000"}', 401),
        (b'{"name": "Cora", "password": "' + b"x" * 20_000 + b'"}', 413),
    ],
)
def test_what_is_no_sign_in_is_refused_without_repeating_it(
    open_browser: Callable[..., DeskBrowser], content: bytes, status: int
) -> None:
    headers = {"Origin": SITE, "Content-Type": "application/json"}
    answer = open_browser().post("/signin", content=content, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert "xxxx" not in answer.text


def test_the_page_of_the_same_address_is_left_to_the_application(open_browser: Callable[..., DeskBrowser]) -> None:
    answer: httpx.Response = open_browser().get("/signin")
    assert answer.status_code == 405  # alone; with Streamlit's pages behind, theirs answers
