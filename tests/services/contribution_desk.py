"""What tests of contributing work with: real services on a small directory, and a clock that moves when told to."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from directory.catalogue import Catalogue
from directory.geocoding import Gazetteer, Locator
from directory.model.entry import Entry
from directory.model.initiative import Initiative, parse_initiative
from directory.model.submission import Proposal, SubmissionKind
from directory.services.checking import PROPOSED
from directory.services.contact import ContactSent
from directory.services.form_token import WAIT, issue_token
from directory.services.submit import Receipt, Sending, submit
from directory.settings import Settings
from directory.store import Author, Store, directory
from directory.store.ledger import AuthorKind

FILE = Author(AuthorKind.FILE)
CANARY = "canary.7f3a@example.org"
ROWS = (
    {
        "id": "chicago-city-of-learning",
        "name": "Chicago City of Learning",
        "organisation": "Digital Youth Network; DePaul University",
        "city": "Chicago",
        "region": "Illinois",
        "country": "US",
        "website": "http://explorechi.org/",
        "sources": "https://example.org/chicago",
        "status": "active",
    },
    {
        "id": "leeds-badges",
        "name": "Leeds badges for schools",
        "organisation": "Leeds City Council",
        "city": "Leeds",
        "country": "GB",
        "sources": "https://example.org/leeds",
    },
    {
        "id": "online-badges",
        "name": "Badges for everybody",
        "place_kind": "online",
        "website": "https://github.com/a/b",
    },
)


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, span: timedelta) -> None:
        self.now += span


@dataclass
class Site:
    """Fits the ports of contributing, with the real parts behind them."""

    settings: Settings
    store: Store
    gazetteer: Gazetteer
    catalogue: Catalogue
    clock: Clock
    keys: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    def token(self) -> str:
        """Return a token that was waited with."""
        token = issue_token(self.store)
        self.clock.forward(WAIT)
        return token

    def send(self, proposal: Proposal, *, key: str = "", email: str = "", address: str = "192.0.2.1") -> Receipt:
        contact = ContactSent(email=email, tell_me=bool(email))
        sending = Sending(proposal=proposal, token=self.token(), contact=contact)
        return submit(self, sending, key=key or f"key-{next(self.keys):016}", address=address, origin="api")

    def row(self, id_: str) -> dict[str, str]:
        with self.store.read() as connection:
            stored = directory.get(connection, id_)
        assert stored
        cells = stored.initiative.to_row()
        return {column: cells[column] for column in PROPOSED}

    def revision(self, id_: str) -> int:
        with self.store.read() as connection:
            stored = directory.get(connection, id_)
        assert stored
        return stored.revision


def made(row: dict[str, str]) -> Initiative:
    initiative, issues = parse_initiative(row)
    assert initiative, issues
    return initiative


def open_site(state_dir: Path, gazetteer: Gazetteer, *, address: str = "", **settings: object) -> Site:
    """Open a directory of three entries."""
    clock = Clock()
    store = Store.open(address or f"sqlite:///{state_dir / 'directory.sqlite'}", clock=clock)
    initiatives = [made(row) for row in ROWS]
    with store.write() as writing:
        for initiative in initiatives:
            directory.put_initiative(writing, initiative, author=FILE)
    locate = Locator(gazetteer).locate
    entries = [Entry(initiative=initiative, position=locate(initiative)) for initiative in initiatives]
    chosen = Settings.model_validate({"state_dir": state_dir, "database_url": address, **settings})
    return Site(chosen, store, gazetteer, Catalogue.build(entries, "1"), clock)


def new(**cells: str) -> Proposal:
    """Propose a new entry."""
    stated = {"name": "Oslo makers' badges", "city": "Oslo", "country": "NO", "sources": "https://example.org/oslo"}
    return Proposal(kind=SubmissionKind.NEW, initiative=stated | cells)


def correction(site: Site, id_: str = "leeds-badges", **cells: str) -> Proposal:
    """Propose to change an entry."""
    row = site.row(id_) | cells
    return Proposal(kind=SubmissionKind.CORRECTION, target=id_, base_revision=site.revision(id_), initiative=row)
