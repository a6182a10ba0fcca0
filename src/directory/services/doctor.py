"""`directory doctor`: examines settings, disk, mail, gazetteer and store; changes nothing."""

import shutil
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from directory.geocoding.build import is_current
from directory.model.errors import DirectoryError
from directory.services.diagnosis import Check, State, failed, fine, note
from directory.services.doctor_store import examine_store
from directory.services.manifests import newest
from directory.settings import GeocodingService, Settings

__all__ = ["Check", "State", "examine"]

ROOM: Final = 500_000_000
"""Bytes that should be free: a backup and the next change must find room."""
NARROW: Final = 100_000_000
"""Bytes below which the next change may find no room."""
OLD: Final = timedelta(hours=48)
"""The age at which the newest backup is too old."""
_MAIL_TIMEOUT_S: Final = 3.0


def examine(settings: Settings, *, now: datetime) -> tuple[Check, ...]:
    """Examine everything, in the order in which problems are best mended."""
    return (
        *examine_store(settings),
        *_disk(settings),
        _backup(settings, now),
        _limits(settings),
        _address(settings),
        _mail(settings),
        _gazetteer(settings),
        _geocoder(settings),
    )


def _disk(settings: Settings) -> Iterator[Check]:
    for name, folder in (("disk", settings.state_dir), ("disk of backups", settings.backups)):
        free = shutil.disk_usage(_existing(folder)).free
        words = f"{free / 1e9:.1f} GB free at {folder}"
        if free < NARROW:
            yield failed(name, words, "make room: changes are refused when the disk is full, and none is lost")
        elif free < ROOM:
            yield note(name, words, "make room soon")
        else:
            yield fine(name, words)


def _existing(folder: Path) -> Path:
    return next(each for each in (folder, *folder.absolute().parents) if each.exists())


def _backup(settings: Settings, now: datetime) -> Check:
    try:
        manifest = newest(settings.backups)
    except DirectoryError as error:
        return failed("backup", str(error), "move the file away, and run `directory backup`")
    if manifest is None:
        return note("backup", f"there is none in {settings.backups}", "run `directory backup` every day, by a timer")
    file = settings.backups / manifest.file
    if not file.is_file() or file.stat().st_size != manifest.bytes:
        return failed("backup", f"{file} is not as it was made", "run `directory backup`, and look who changes backups")
    words = f"{manifest.file}, made {_ago(now - manifest.made_at)} ago, {manifest.position} entries"
    if now - manifest.made_at > OLD:
        return failed("backup", words, "run `directory backup`, and see why the timer did not")
    return fine("backup", words)


def _ago(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return f"{hours // 24} days" if hours >= 48 else f"{hours} hours"  # noqa: PLR2004  # two days


def _limits(settings: Settings) -> Check:
    each, together = settings.submissions_per_address, settings.submissions_per_hour
    words = f"{each} submissions an hour from one address, {together} from all"
    if each > together:
        return failed("limits", words, "let DIRECTORY_SUBMISSIONS_PER_HOUR be the larger one")
    return fine("limits", words)


def _address(settings: Settings) -> Check:
    if settings.public_url:
        return fine("public address", settings.public_url)
    remedy = "set DIRECTORY_PUBLIC_URL to the address that visitors use; mails and previews name it"
    return note("public address", "not set", remedy)


def _mail(settings: Settings) -> Check:
    if not settings.smtp_host:
        return note("mail", "no mail server; receipts are the only answer", "set DIRECTORY_SMTP_HOST to write mails")
    if not settings.mail_from:
        return failed("mail", "a mail server, and no sender", "set DIRECTORY_MAIL_FROM")
    server = f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        socket.create_connection((settings.smtp_host, settings.smtp_port), timeout=_MAIL_TIMEOUT_S).close()
    except OSError as error:
        remedy = "see DIRECTORY_SMTP_HOST and DIRECTORY_SMTP_PORT; mails wait in the outbox meanwhile"
        return failed("mail", f"{server} does not answer: {error}", remedy)
    words = f"{server} answers; security {settings.smtp_security}"
    if not settings.public_url:
        return note("mail", f"{words}; mails carry no link", "set DIRECTORY_PUBLIC_URL, which links begin with")
    return fine("mail", words)


def _gazetteer(settings: Settings) -> Check:
    if is_current(settings.gazetteer):
        return fine("gazetteer", f"{settings.gazetteer} is current")
    return failed("gazetteer", f"{settings.gazetteer} is missing or old", "run `directory gazetteer`")


def _geocoder(settings: Settings) -> Check:
    service = settings.geocoder
    if service is GeocodingService.NONE:
        return fine("geocoder", "none; nobody is asked online")
    if service is GeocodingService.NOMINATIM and not settings.geocoder_user_agent:
        return failed("geocoder", "nominatim wants to know who asks", "set DIRECTORY_GEOCODER_USER_AGENT")
    return fine("geocoder", f"{service}{f' at {settings.geocoder_domain}' if settings.geocoder_domain else ''}")
