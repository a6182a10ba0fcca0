"""A small directory with a desk: three entries, a curator and an admin, a clock that moves when told to."""

import csv
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from directory.geocoding import Gazetteer, Locator
from directory.model.initiative import COLUMNS
from directory.model.link import LINK_COLUMNS
from directory.model.submission import Proposal, ProposedLink, SubmissionKind
from directory.services import accounts
from directory.services.checking import PROPOSED
from directory.services.decide import Pick
from directory.services.permission import Actor, permit
from directory.services.running import Services
from directory.settings import Settings
from directory.store import Store, queue
from directory.store import directory as published
from directory.store.ledger import digest
from directory.store.people import DeskRole
from directory.store.queue import Contact, Digests, Submission

PASSWORD: Final = "correct horse battery"  # noqa: S105  # of an account that lives as long as a test
CANARY: Final = "canary.of.the.desk@contributor.example"
_ROWS: Final = (
    {"id": "alpha", "name": "Alpha Badges", "city": "Chicago", "region": "Illinois", "country": "US"},
    {"id": "beta", "name": "Beta Badges", "city": "Oslo", "country": "NO", "website": "http://dpdproject.info/x"},
    {"id": "gamma", "name": "Gamma Badges", "year_started": "2013"},
)
_COMMON: Final = {
    "organisation": "Org",
    "status": "active",
    "sources": "https://source.example/1",
    "added": "2020-01-01",
}
_LINKS: Final = (
    {"source_id": "alpha", "relation": "part_of", "target_id": "beta"},
    {"source_id": "alpha", "relation": "partner_of", "target_id": "gamma", "since": "2014"},
    {"source_id": "beta", "relation": "partner_of", "target_id": "gamma", "since": "2014"},
)


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **span: float) -> None:
        """Let so much time pass."""
        self.now += timedelta(**span)


class Bench:
    """The services of a small directory, and hands for the people who use them."""

    def __init__(self, folder: Path, *, database: str = "", public_url: str = "") -> None:
        """Write the data files and start on a new store."""
        data = folder / "data"
        data.mkdir()
        _write(data / "initiatives.csv", COLUMNS, [_COMMON | row for row in _ROWS])
        _write(data / "links.csv", LINK_COLUMNS, _LINKS)
        self.clock = Clock()
        settings = Settings(data_dir=data, state_dir=folder / "state", database_url=database, public_url=public_url)
        gazetteer = Gazetteer(path=settings.gazetteer)
        self.services = Services(
            settings=settings,
            gazetteer=gazetteer,
            locate=Locator(gazetteer).locate,
            open_store=lambda: Store.open(settings.database, clock=self.clock),
        )
        self.curator = self.account("Cora", DeskRole.CURATOR)
        """Signs in without a password; `set_password` gives one."""
        self.other = self.account("Otto", DeskRole.CURATOR)
        self.admin = self.account("Ada", DeskRole.ADMIN)
        self._sent = 0

    @property
    def store(self) -> Store:
        """The store of the services."""
        return self.services.store

    def account(self, name: str, role: DeskRole) -> Actor:
        """Make an account and return who acts with it; one that signs in elsewhere, since argon2 takes its time."""
        return Actor(accounts.add(self.store, name, role=role, subject=f"https://id.example|{name}").number)

    def session(self, actor: Actor) -> str:
        """Begin a session for somebody who has proved themselves, and return its secret."""
        with self.store.write() as writing:
            return accounts.begin(writing, permit(writing.connection, actor)).secret

    def send(self, proposal: Proposal, *, contact: bool = False) -> Submission:
        """Queue a proposal as the form would have."""
        self._sent += 1
        digests = Digests(*(digest(name, str(self._sent)) for name in ("key", "content", "receipt")))
        with self.store.write() as writing:
            submission = queue.add(writing, proposal, digests, origin="form")
            if contact:
                queue.set_contact(writing, submission.number, Contact(CANARY, "about-this-submission"))
        return submission

    def new(self, *, contact: bool = False, links: tuple[ProposedLink, ...] = (), **cells: str) -> Submission:
        """Propose a new entry."""
        cells = {"name": "Delta Badges", "country": "FR", "city": "Lyon", "sources": "https://source.example/d"} | cells
        proposal = Proposal(kind=SubmissionKind.NEW, initiative=cells, links=links, message="I work there.")
        return self.send(proposal, contact=contact)

    def correction(self, target: str = "alpha", *, links: tuple[ProposedLink, ...] = (), **cells: str) -> Submission:
        """Propose to change some cells of an entry as it is now."""
        row, revision = self.row(target), self.revision(target)
        wanted = {column: row[column] for column in PROPOSED} | cells
        proposal = Proposal(
            kind=SubmissionKind.CORRECTION, target=target, base_revision=revision, initiative=wanted, links=links
        )
        return self.send(proposal)

    def about(self, kind: SubmissionKind, target: str = "alpha") -> Submission:
        """Propose a removal, or report something."""
        return self.send(Proposal(kind=kind, target=target, message="It is gone."))

    def row(self, id_: str) -> dict[str, str]:
        """Return the cells of an entry as it is published now."""
        with self.store.read() as connection:
            found = published.get(connection, id_)
        assert found is not None
        return found.initiative.to_row()

    def revision(self, id_: str) -> int:
        """Return the revision of an entry."""
        with self.store.read() as connection:
            found = published.get(connection, id_)
        assert found is not None
        return found.revision

    def is_published(self, id_: str) -> bool:
        """Tell whether an entry is published."""
        with self.store.read() as connection:
            return published.get(connection, id_) is not None

    def links(self, id_: str) -> set[tuple[str, str, str]]:
        """Return the links of an entry: source, relation, target."""
        with self.store.read() as connection:
            return {(link.source_id, link.relation, link.target_id) for link in published.links_of(connection, id_)}

    def leads_to(self, id_: str) -> str | None:
        """Return the entry that an old id leads to."""
        with self.store.read() as connection:
            return published.alias_of(connection, id_)

    def again(self, submission: Submission) -> Submission:
        """Read a submission anew."""
        with self.store.read() as connection:
            found = queue.get(connection, submission.number)
        assert found is not None
        return found


def pick(submission: Submission) -> Pick:
    """Name a submission as it was seen."""
    return Pick(submission.number, submission.version)


def _write(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]] | tuple[Mapping[str, str], ...]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
