"""What a running application is made of, and how it stays current."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from directory.catalogue import Catalogue
from directory.geocoding import Gazetteer
from directory.model.errors import ConfigurationError, DirectoryError, TryLater
from directory.services.background import in_background
from directory.services.import_files import import_files, is_imported
from directory.services.load import LINKS, Locate, file_digests, load_directory, read_files
from directory.services.publish import Published
from directory.services.report import Report
from directory.settings import Settings
from directory.store import Store

POLL_S: Final = 1.0
"""How long a change made by another process may stay unseen."""
PATIENCE_S: Final = 0.5
"""How long a request waits until what it wrote can be seen."""
RETRY_AFTER_S: Final = 5.0
_NOT_WRITABLE: Final = "The directory can be read but not changed at this moment."
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Status:
    """Whether the directory can be changed now."""

    writable: bool
    words: str
    """What every page says about it; empty when there is nothing to say."""


FINE: Final = Status(writable=True, words="")
READ_ONLY: Final = Status(writable=False, words=_NOT_WRITABLE)


@dataclass(frozen=True, slots=True)
class _Shown:
    """What visitors see; replaced as a whole."""

    catalogue: Catalogue
    links: int


class Services:
    """What pages, API and commands work with; built once for each process.

    Reading goes on from the last snapshot while the store does not answer, or from the data files until it first does.
    """

    def __init__(
        self, *, settings: Settings, gazetteer: Gazetteer, locate: Locate, open_store: Callable[[], Store]
    ) -> None:
        """Open the store, import the data files, and build the first snapshot.

        Args:
            settings: The operator's choices.
            gazetteer: The place names that come with the installation.
            locate: Finds the position of an initiative.
            open_store: Opens the store; asked again and again while it raises TryLater.

        Raises:
            ConfigurationError: A data file is missing, or a setting is wrong.
            StoreDamaged: The store contradicts itself.
        """
        self.settings: Final = settings
        self.gazetteer: Final = gazetteer
        self._locate = locate
        self._open_store = open_store
        self._store: Store | None = None
        self._published = Published(locate, gazetteer_digest=gazetteer.digest)
        self._status = FINE
        self._catching_up = threading.Lock()
        self._nudge = threading.Event()
        self._turn = threading.Condition()
        self._asked = self._answered = 0
        self._is_followed = False
        self._listeners: set[Callable[[], None]] = set()
        self._reading = threading.Lock()
        self._report: Report | None = None
        self._is_imported = False
        self._is_serving = False
        try:
            self._shown = self._first()
        except TryLater as error:
            self._note_failure(error)
            self._shown = self._of_the_files()

    @property
    def store(self) -> Store:
        """The store. Raises TryLater while it was not reached yet."""
        if self._store is None:
            raise TryLater("the store does not answer", retry_after_s=RETRY_AFTER_S)
        return self._store

    @property
    def catalogue(self) -> Catalogue:
        """The newest snapshot."""
        return self._shown.catalogue

    @property
    def report(self) -> Report:
        """What reading the data files found; when nothing was to be imported, they are read at the first question."""
        with self._reading:
            if self._report is None:
                self._report = self._read_report()
            return self._report

    @property
    def links(self) -> int:
        """How many links between initiatives are published."""
        return self._shown.links

    @property
    def version(self) -> str:
        """The version of the published data, the same as the catalogue's."""
        return self._shown.catalogue.version

    @property
    def status(self) -> Status:
        """Whether the directory can be changed now."""
        return self._status

    def serve(self) -> None:
        """Claim the store for this process. Raises ConfigurationError when another one serves the same SQLite file."""
        self._is_serving = True
        if self._store is not None:
            self._store.serve()

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a function after each new snapshot, in whatever thread made it; returns what ends that."""
        self._listeners.add(listener)
        return lambda: self._listeners.discard(listener)

    def refresh(self) -> None:
        """Let what was just written be seen; returns when it is, or after a moment when that takes longer."""
        if not self._is_followed:
            self.catch_up()
            return
        with self._turn:
            self._asked += 1
            wanted = self._asked
            self._nudge.set()
            self._turn.wait_for(lambda: self._answered >= wanted, PATIENCE_S)

    @contextmanager
    def followed(self) -> Iterator[None]:
        """Look for changes every second while the block runs, in a thread of its own; `refresh` has it look at once."""
        with in_background(self._follow, name="follow-the-store", wake=self._nudge.set):
            self._is_followed = True
            try:
                yield
            finally:
                self._is_followed = False

    def _follow(self, stop: threading.Event) -> None:
        _ = self.report  # read now, so that nobody waits for it
        while not stop.is_set():
            with self._turn:
                self._nudge.clear()
                asked = self._asked
            try:
                self.catch_up()
            except Exception:  # noqa: BLE001  # the next version may be better; visitors keep the last good one
                _log.exception("the newest version of the directory cannot be shown")
            with self._turn:
                self._answered = asked
                self._turn.notify_all()
            if not stop.is_set():
                self._nudge.wait(POLL_S)

    def catch_up(self) -> None:
        """Show what is published now; without a store that answers, what is shown stays."""
        with self._catching_up:
            try:
                if self._store is None:
                    self._show(self._first())
                else:
                    self._import(self._store)
                    if self._published.follow(self._store):
                        self._show(_Shown(self._published.catalogue(), len(self._published.links())))
            except (TryLater, ConfigurationError) as error:
                self._note_failure(error)
            else:
                self._note_success()

    def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            self._store.close()

    def _first(self) -> _Shown:
        """Open the store, take over what changed in the data files, and build the first snapshot of it."""
        store = self._open_store()
        try:
            if self._is_serving:
                store.serve()
            self._published.follow(store)
            try:
                self._import(store)
            except TryLater as error:
                # What was published before can be read all the same.
                if not self._published.ids:
                    raise
                self._note_failure(error)
            self._published.follow(store)
        except BaseException:
            store.close()
            raise
        self._store = store
        return _Shown(self._published.catalogue(), len(self._published.links()))

    def _import(self, store: Store) -> None:
        """Take over what changed in the data files, unless that was done."""
        if self._is_imported:
            return
        if not is_imported(store, file_digests(self.settings.data_dir)):
            files = read_files(self.settings.data_dir, locate=self._locate, published=self._published.ids)
            self._report = files.report.model_copy(update={"merges": import_files(store, files)})
        self._is_imported = True

    def _read_report(self) -> Report:
        try:
            files = read_files(self.settings.data_dir, locate=self._locate, published=self._published.ids)
        except ConfigurationError as error:
            _log.warning("%s", error)
            return Report(files=(), issues=())
        return files.report

    def _of_the_files(self) -> _Shown:
        """Show what the data files say, until the store answers."""
        found = load_directory(self.settings.data_dir, locate=self._locate, gazetteer_digest=self.gazetteer.digest)
        self._report = found.report
        return _Shown(Catalogue.build(found.entries, found.version), found.report.file(LINKS).rows_kept)

    def _show(self, shown: _Shown) -> None:
        is_new = shown.catalogue.version != self.version
        self._shown = shown
        if is_new:
            for listener in tuple(self._listeners):
                listener()

    def _note_failure(self, error: DirectoryError) -> None:
        if self._status is FINE:
            _log.warning("the store does not answer; reading goes on from what is known: %s", error.__cause__ or error)
        self._status = READ_ONLY

    def _note_success(self) -> None:
        if self._status is READ_ONLY:
            _log.warning("the store answers again")
        self._status = FINE
