"""Load the directory from its data files: every good row published, every bad one reported."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from directory.model.coordinates import Coordinates, distance_m
from directory.model.entry import Entry, Position
from directory.model.errors import ConfigurationError
from directory.model.initiative import Initiative
from directory.model.issues import Issue, Severity
from directory.model.link import Link
from directory.services.report import FileReport, Report
from directory.services.rows import Kept, initiatives_of, links_of

INITIATIVES: Final = "initiatives.csv"
LINKS: Final = "links.csv"
VERSION_LENGTH: Final = 16
"""Hexadecimal digits of a version: enough to tell versions apart, short enough for an ETag."""
_FAR_M: Final = 100_000
"""How far stated coordinates lie from the stated place before a swap is considered."""
_MUCH_NEARER: Final = 5
"""How many times nearer the place they must lie when swapped."""

Locate = Callable[[Initiative], Position | None]
"""Where an initiative is drawn; None for the "no place" shelf."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Everything that is published, and what was found while reading it."""

    entries: tuple[Entry, ...]
    """Sorted by id; each with every link in which it is source or target."""
    report: Report
    version: str
    """Changes whenever a data file, the gazetteer or a position does."""


@dataclass(frozen=True, slots=True)
class DataFiles:
    """What the data files state, and what was found while reading them."""

    initiatives: Kept[Initiative]
    links: Kept[Link]
    digests: Mapping[str, str]
    """SHA-256 of each file's content, by its name."""
    report: Report


def file_digests(data_dir: Path) -> Mapping[str, str]:
    """Return SHA-256 of each data file, by its name. Raises ConfigurationError when one cannot be read."""
    return {file: hashlib.sha256(_content(data_dir / file)).hexdigest() for file in (INITIATIVES, LINKS)}


def read_files(data_dir: Path, *, locate: Locate, published: Collection[str] = ()) -> DataFiles:
    """Read and check the data files.

    Args:
        data_dir: The directory that holds initiatives.csv and links.csv.
        locate: Finds the stated place, to compare stated coordinates with.
        published: Ids to which links may lead besides those of the file.

    Raises:
        ConfigurationError: A file is missing or cannot be opened.
    """
    first, second = _content(data_dir / INITIATIVES), _content(data_dir / LINKS)
    initiatives = initiatives_of(first, file=INITIATIVES)
    ids = frozenset(initiative.id for _, initiative in initiatives.values).union(published)
    links = links_of(second, file=LINKS, ids=ids, left_out=initiatives.left_out)
    swaps = [issue for line, initiative in initiatives.values for issue in _swapped(initiative, line, locate)]
    digests = {INITIATIVES: hashlib.sha256(first).hexdigest(), LINKS: hashlib.sha256(second).hexdigest()}
    return DataFiles(initiatives, links, digests, _report(initiatives, links, swaps))


def load_directory(data_dir: Path, *, locate: Locate, gazetteer_digest: str = "") -> Directory:
    """Read, check, locate and link all initiatives.

    Args:
        data_dir: The directory that holds initiatives.csv and links.csv.
        locate: Finds the position of an initiative; a `geocoding.Locator`'s, as a rule.
        gazetteer_digest: Names the gazetteer that `locate` asks, as part of the version.

    Raises:
        ConfigurationError: A file is missing or cannot be opened.
    """
    files = read_files(data_dir, locate=locate)
    entries = _entries(files.initiatives, files.links, locate)
    parts = (*files.digests.values(), gazetteer_digest)
    version = _version(*(part.encode() for part in parts), _positions(entries))
    return Directory(entries=entries, report=files.report, version=version)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"{path} cannot be read ({error.strerror}): put the file there, or set DIRECTORY_DATA_DIR"
        raise ConfigurationError(message) from error


def _positions(entries: Iterable[Entry]) -> bytes:
    """Write the positions as bytes: an online service may answer differently from one start to the next."""
    return "\n".join(entry.position.model_dump_json() if entry.position else "" for entry in entries).encode()


def _version(*parts: bytes) -> str:
    # Each part is digested by itself, so that no byte can move from one to the next unseen.
    digests = b"".join(hashlib.sha256(part).digest() for part in parts)
    return hashlib.sha256(digests).hexdigest()[:VERSION_LENGTH]


def _entries(initiatives: Kept[Initiative], links: Kept[Link], locate: Locate) -> tuple[Entry, ...]:
    linked: defaultdict[str, list[Link]] = defaultdict(list)
    for _, link in links.values:
        linked[link.source_id].append(link)
        linked[link.target_id].append(link)
    entries = (
        Entry(initiative=initiative, position=locate(initiative), links=tuple(linked[initiative.id]))
        for _, initiative in initiatives.values
    )
    return tuple(sorted(entries, key=lambda entry: entry.initiative.id))


def _report(initiatives: Kept[Initiative], links: Kept[Link], swaps: Iterable[Issue]) -> Report:
    return Report(
        files=tuple(
            FileReport(file=file, rows_read=kept.rows_read, rows_kept=len(kept.values))
            for file, kept in ((INITIATIVES, initiatives), (LINKS, links))
        ),
        issues=(*_by_line([*initiatives.issues, *swaps]), *_by_line(links.issues)),
    )


def _by_line(issues: Iterable[Issue]) -> list[Issue]:
    return sorted(issues, key=lambda issue: issue.line or 0)


def _swapped(initiative: Initiative, line: int, locate: Locate) -> list[Issue]:
    """Warn when stated coordinates lie far from the stated place, and near it the other way round."""
    stated = initiative.coordinates
    if stated is None or abs(stated.longitude) > 90:  # noqa: PLR2004  # degrees; no latitude
        return []
    # Without coordinates and street, the gazetteer alone answers.
    place = locate(initiative.model_copy(update={"latitude": None, "longitude": None, "address": ""}))
    if place is None:
        return []
    turned = Coordinates(latitude=stated.longitude, longitude=stated.latitude)
    away_m = distance_m(stated, place.coordinates)
    if away_m < _FAR_M or distance_m(turned, place.coordinates) * _MUCH_NEARER > away_m:
        return []
    return [
        Issue(
            code="coordinates-swapped",
            hint=f"{away_m / 1000:.0f} km from the stated place, but near it with latitude and longitude exchanged",
            file=INITIATIVES,
            line=line,
            column="latitude",
            value=f"{stated.latitude}, {stated.longitude}",
            severity=Severity.WARNING,
        )
    ]
