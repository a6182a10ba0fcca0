"""What online services answered, kept between runs with the time it was asked; misses grow old sooner than hits."""

import json
import logging
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from directory.model.errors import ConfigurationError

HIT_AGE_S: Final = 180 * 86_400.0
MISS_AGE_S: Final = 7 * 86_400.0
_TABLE: Final = """
CREATE TABLE IF NOT EXISTS answer (
    service TEXT NOT NULL, query TEXT NOT NULL, latitude REAL, longitude REAL, asked_at REAL NOT NULL,
    PRIMARY KEY (service, query)
) WITHOUT ROWID
"""
_log: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service said: where the address is, or, with no latitude and longitude, that it knows none."""

    latitude: float | None = None
    longitude: float | None = None

    @property
    def is_miss(self) -> bool:
        """Whether the service does not know the address."""
        return self.latitude is None or self.longitude is None


class AnswerCache:
    """Answers by service and query in one SQLite file; an error has no place in it.

    A file that is damaged is begun anew: everything in it can be asked again.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.time, patience_s: float = 10) -> None:
        """Open or begin the file.

        Args:
            path: The file; its folder is made when missing.
            clock: Seconds since 1970.
            patience_s: How long a file that somebody else holds is waited for.

        Raises:
            ConfigurationError: The file can be neither read nor made.
        """
        self._patience_s = patience_s
        self._path = path
        self._clock = clock
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        except OSError as error:
            message = f"{path} cannot be written ({error.strerror}): set DIRECTORY_STATE_DIR to a folder that can"
            raise ConfigurationError(message) from error
        try:
            self._create()
        except sqlite3.OperationalError as error:
            message = (
                f"{path} cannot be used ({error}): end what holds it, or set DIRECTORY_STATE_DIR to another folder"
            )
            raise ConfigurationError(message) from error
        except sqlite3.DatabaseError as error:
            self._begin_anew(error)

    def get(self, service: str, query: Mapping[str, str]) -> Answer | None:
        """Return what the service said to this query; None when it was not asked, too long ago, or cannot be read."""
        sql = "SELECT latitude, longitude, asked_at FROM answer WHERE service = ? AND query = ?"
        row = self._run(sql, service, _key(query))
        if row is None:
            return None
        answer = Answer(row[0], row[1])
        age_s = self._clock() - row[2]
        return answer if 0 <= age_s <= (MISS_AGE_S if answer.is_miss else HIT_AGE_S) else None

    def put(self, service: str, query: Mapping[str, str], answer: Answer) -> None:
        """Keep what the service said, if it can be written: else it is asked again."""
        sql = "INSERT OR REPLACE INTO answer VALUES (?, ?, ?, ?, ?)"
        self._run(sql, service, _key(query), answer.latitude, answer.longitude, self._clock())

    def _run(self, sql: str, *values: object) -> tuple[float | None, float | None, float] | None:
        """Return the first row; None when there is none, and when the file cannot be used now."""
        with self._lock:
            try:
                with closing(self._connect()) as database, database:
                    row: tuple[float | None, float | None, float] | None = database.execute(sql, values).fetchone()
                    return row
            except sqlite3.OperationalError as error:
                _log.warning("the geocoding cache %s cannot be used now: %s", self._path, error)
            except sqlite3.DatabaseError as error:
                self._begin_anew(error)
        return None

    def _begin_anew(self, error: sqlite3.DatabaseError) -> None:
        _log.warning("the geocoding cache %s is damaged (%s) and begins anew", self._path, error)
        self._path.unlink(missing_ok=True)
        self._create()

    def _create(self) -> None:
        with closing(self._connect()) as database, database:
            database.execute(_TABLE)

    def _connect(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=self._patience_s)


def _key(query: Mapping[str, str]) -> str:
    """Return the query as one text: the same for other case and spacing."""
    return json.dumps({name: " ".join(query[name].casefold().split()) for name in sorted(query)}, ensure_ascii=False)
