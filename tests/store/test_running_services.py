"""What a running application promises: it stays current, and reading goes on when the store does not answer."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from made import wait_for
from sqlalchemy import Connection

from directory.geocoding import Gazetteer
from directory.model.errors import TryLater
from directory.model.initiative import Initiative
from directory.services.running import Services
from directory.settings import Settings
from directory.store import Author, Store
from directory.store.directory import put_initiative
from directory.store.ledger import AuthorKind

CURATOR = Author(AuthorKind.CURATOR, 1)
HEADER = "id,name,organisation,programme,sector,roles,status,summary,address,city,region,country,latitude,longitude,"
HEADER += "place_kind,reach,year_started,year_ended,website,archived_url,issuer_url,partners,sources,added,updated\n"
BLANKS = "," * 20


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer(path=Settings().gazetteer)


class Switch:
    """A store that can be out of reach."""

    def __init__(self, address: str) -> None:
        self.is_away = False
        self.opened = 0
        self._address = address

    def open(self) -> Store:
        if self.is_away:
            raise TryLater("unplugged", retry_after_s=1)
        self.opened += 1
        store = Store.open(self._address)
        read = store.read

        @contextmanager
        def guarded() -> Iterator[Connection]:
            if self.is_away:
                raise TryLater("unplugged", retry_after_s=1)
            with read() as connection:
                yield connection

        store.read = guarded  # type: ignore[method-assign]
        return store


Start = Callable[[Switch], Services]


@pytest.fixture
def start(tmp_path: Path, gazetteer: Gazetteer) -> Iterator[Start]:
    """Return what starts an application on a small directory of two initiatives."""
    write(tmp_path, "a", "b")
    (tmp_path / "links.csv").write_text("source_id,relation,target_id,since,until,evidence\na,part_of,b,,,\n")
    started: list[Services] = []

    def build(switch: Switch) -> Services:
        services = Services(
            settings=Settings(data_dir=tmp_path),
            gazetteer=gazetteer,
            locate=lambda _: None,
            open_store=switch.open,
        )
        started.append(services)
        return services

    yield build
    for services in started:
        services.close()


def write(folder: Path, *ids: str) -> None:
    rows = "".join(f"{id_},{id_.upper()}{BLANKS},x,,\n" for id_ in ids)
    (folder / "initiatives.csv").write_text(HEADER + rows, encoding="utf-8")


def publish(store: Store, id_: str) -> None:
    with store.write() as writing:
        put_initiative(writing, Initiative(id=id_, name=id_.upper()), author=CURATOR)


def test_every_process_shows_a_change_of_any_other_without_being_asked(address: str, start: Start) -> None:
    one, other = start(Switch(address)), start(Switch(address))
    assert one.version == other.version
    told: list[str] = []
    with one.followed(), other.followed():
        other.on_change(lambda: told.append(other.version))
        publish(one.store, "c")
        one.refresh()
        assert one.catalogue.size == 3  # at once where it was written
        wait_for(lambda: other.version == one.version)
    assert other.catalogue.get("c").initiative.name == "C"
    assert told == [one.version]


def test_refresh_without_a_follower_shows_what_was_written(address: str, start: Start) -> None:
    services = start(Switch(address))
    publish(services.store, "c")
    services.refresh()
    assert services.catalogue.size == 3


def test_start_without_a_store_reads_the_data_files_and_says_so_until_it_answers(address: str, start: Start) -> None:
    switch = Switch(address)
    switch.is_away = True
    services = start(switch)
    assert (services.catalogue.size, services.links) == (2, 1)
    assert not services.status.writable
    assert services.status.words == "The directory can be read but not changed at this moment."
    with pytest.raises(TryLater):
        _ = services.store
    switch.is_away = False
    with services.followed():
        wait_for(lambda: services.status.writable)
        assert services.status.words == ""
        publish(services.store, "c")
        wait_for(lambda: services.catalogue.size == 3)


def test_a_store_that_fails_while_running_keeps_the_last_snapshot(address: str, start: Start) -> None:
    switch = Switch(address)
    services = start(switch)
    before = services.catalogue
    with services.followed():
        switch.is_away = True
        wait_for(lambda: not services.status.writable)
        assert services.catalogue is before
        switch.is_away = False
        wait_for(lambda: services.status.writable)
    assert switch.opened == 1


def test_store_that_can_be_read_but_not_written_at_start_shows_what_was_published(
    address: str, start: Start, tmp_path: Path
) -> None:
    first = start(Switch(address))
    publish(first.store, "c")
    write(tmp_path, "a", "b", "d")
    with closing(Store.open(address)) as blocker, suppress(RuntimeError), blocker.write():
        services = start(Switch(address))
        assert services.catalogue.size == 3
        assert not services.status.writable
        raise RuntimeError("let go")
    services.catch_up()
    assert services.status.writable
    assert [services.catalogue.get(id_).initiative.name for id_ in "abcd"] == ["A", "B", "C", "D"]


def test_report_of_a_start_that_imported_nothing_is_read_when_it_is_asked_for(address: str, start: Start) -> None:
    first, second = start(Switch(address)), start(Switch(address))
    assert [merge.added for merge in first.report.merges] == [2, 1]
    assert second.report.merges == ()
    assert second.report.file("initiatives.csv").rows_kept == 2
