"""Signing in with an identity provider: a real one on this machine, and the page that hands over to our session."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from desk_hand import START_TIMEOUT_MS
from playwright.sync_api import Page, expect
from served import free_port, served

from directory.services import accounts
from directory.store import Store
from directory.store.people import DeskRole

pytestmark = pytest.mark.browser
_SECRETS = """\
[auth]
redirect_uri = "{site}/oauth2callback"
cookie_secret = "a secret of a test that nobody else uses"
client_id = "directory"
client_secret = "not a secret"
server_metadata_url = "{provider}/.well-known/openid-configuration"
"""


@pytest.fixture(scope="module")
def provider_port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = free_port()
    people = ("248289", "999999")
    claims = [f"--user-claims={json.dumps({'sub': sub, 'email': 'same@name.example'})}" for sub in people]
    command = [str(Path(sys.executable).with_name("oidc-provider-mock")), "--port", str(port), *claims]
    folder = tmp_path_factory.mktemp("provider")
    ready = f"http://127.0.0.1:{port}/.well-known/openid-configuration"
    with served(command, ready, cwd=folder, log=folder / "log.txt"):
        yield port


@pytest.fixture(scope="module")
def provided_site(
    provider_port: int,
    start_site: Callable[..., AbstractContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("provided")
    port = free_port()
    provider = f"http://127.0.0.1:{provider_port}"
    # Where Streamlit looks beside the checkout's own folder.
    secrets = folder / ".streamlit" / "secrets.toml"
    secrets.parent.mkdir()
    secrets.write_text(_SECRETS.format(site=f"http://127.0.0.1:{port}", provider=provider), encoding="utf-8")
    store = Store.open(f"sqlite:///{folder / 'directory.sqlite'}")
    accounts.add(store, "olga", role=DeskRole.ADMIN, subject=f"{provider}|248289")
    store.close()
    with start_site(state=folder, port=port, HOME=str(folder)) as address:
        yield address


def go_through_the_provider(page: Page, site: str, sub: str) -> None:
    page.goto(f"{site}/signin")
    page.get_by_role("button", name="Sign in with your organisation").click(timeout=START_TIMEOUT_MS)
    page.locator("input[name=sub]").fill(sub)
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{site}/**", timeout=START_TIMEOUT_MS)
    # The provider leads back to the start of the application.
    page.goto(f"{site}/signin")


def test_an_identity_bound_to_an_account_gets_a_session_of_ours(page: Page, provided_site: str) -> None:
    go_through_the_provider(page, provided_site, "248289")
    page.get_by_role("button", name="Continue as").click(timeout=START_TIMEOUT_MS)
    page.wait_for_url(f"{provided_site}/desk", timeout=START_TIMEOUT_MS)
    told = page.request.get(f"{provided_site}/api/v1/desk/me")
    assert told.json() == {"name": "olga", "role": "admin"}
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert cookies["directory_session"]["httpOnly"]
    assert cookies["directory_session"]["sameSite"] == "Strict"


def test_another_subject_with_the_same_address_gets_none(page: Page, provided_site: str) -> None:
    go_through_the_provider(page, provided_site, "999999")
    expect(page.get_by_text("No account here belongs to")).to_be_visible(timeout=START_TIMEOUT_MS)
    assert page.request.get(f"{provided_site}/api/v1/desk/me").status == 401
