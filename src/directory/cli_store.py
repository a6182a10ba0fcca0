"""The commands about the store: `ledger`, `doctor`, `backup`, `restore`, `erase`."""

import argparse
import json
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from directory.model.errors import InputRejected, TryLater
from directory.services import kept_head
from directory.services.backup import back_up
from directory.services.doctor import State, examine
from directory.services.receipt import erase_contact
from directory.services.restore import restore
from directory.settings import Settings
from directory.store import Author, Store
from directory.store.ledger import AuthorKind, Head, head
from directory.store.rebuild import rebuild
from directory.store.scrub import scrub
from directory.store.store import utc_now
from directory.store.verify import verify

_HIGHEST: Final = 2**31 - 1
"""No submission has a higher number."""


def add_store_commands(commands: Any) -> None:  # noqa: ANN401  # argparse gives its subparsers no public type
    """Add the commands and what they take."""
    ledger = commands.add_parser("ledger", help="verify the ledger, print its head, or rebuild the directory from it")
    actions = ledger.add_subparsers(title="actions", required=True, metavar="ACTION")
    check = actions.add_parser("verify", help="follow the chain and name the first entry that is broken")
    check.add_argument("--head", metavar="POSITION:HASH", help="compare with a head that was kept elsewhere")
    check.set_defaults(command=_verify)
    actions.add_parser("head", help="print the head, to keep it elsewhere").set_defaults(command=_head)
    rebuilding = actions.add_parser("rebuild", help="make what is published again, from the ledger alone")
    rebuilding.set_defaults(command=_rebuild)

    doctor = commands.add_parser("doctor", help="examine the installation; each problem comes with its remedy")
    doctor.add_argument("--json", action="store_true", help="print JSON instead of lines")
    doctor.set_defaults(command=_doctor)

    backup = commands.add_parser("backup", help="write a backup, while the application runs")
    backup.set_defaults(command=_backup)

    restoring = commands.add_parser("restore", help="put a backup in the database's place; stop the application first")
    restoring.add_argument("file", type=Path, metavar="FILE", help="what `directory backup` wrote")
    restoring.set_defaults(command=_restore)

    erasing = commands.add_parser("erase", help="erase the e-mail address that somebody left with a submission")
    erasing.add_argument("number", type=_number, metavar="NUMBER", help="of the submission")
    erasing.set_defaults(command=_erase)


def _verify(arguments: argparse.Namespace, settings: Settings) -> int:
    kept = _parsed(arguments.head) if arguments.head else kept_head.written_down(settings.state_dir)
    with closing(Store.open(settings.database)) as store:
        found = verify(store, kept=kept)
    if found.broken is not None:
        _say(f"entry {found.broken} is broken: {found.why}")
        _say("stop the application and restore a backup (`directory restore FILE`)")
        return 1
    kept_head.write_down(settings.state_dir, found.head)
    _say(f"{found.entries} entries, each follows from the one before; head {found.head}")
    return 0


def _head(_arguments: argparse.Namespace, settings: Settings) -> int:
    with closing(Store.open(settings.database)) as store, store.read() as connection:
        _say(str(head(connection)))
    return 0


def _rebuild(_arguments: argparse.Namespace, settings: Settings) -> int:
    with closing(Store.open(settings.database)) as store:
        rebuilt = rebuild(store)
    if rebuilt.differed:
        _say(f"mended from {rebuilt.entries} entries: {', '.join(rebuilt.differed)}; restart the application")
    else:
        _say(f"{rebuilt.entries} entries add up to exactly what was there")
    return 0


def _doctor(arguments: argparse.Namespace, settings: Settings) -> int:
    checks = examine(settings, now=utc_now())
    if arguments.json:
        _say(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=2))
    else:
        for check in checks:
            _say(f"{check.state:<8}{check.name}: {check.words}")
            if check.remedy:
                _say(f"        {check.remedy}")
    return 1 if any(check.state is State.FAILED for check in checks) else 0


def _backup(_arguments: argparse.Namespace, settings: Settings) -> int:
    manifest = back_up(settings, now=utc_now())
    _say(f"{settings.backups / manifest.file}: {manifest.position} entries, {manifest.bytes:,} bytes")
    return 0


def _restore(arguments: argparse.Namespace, settings: Settings) -> int:
    restored = restore(settings, arguments.file, now=utc_now())
    _say(f"{restored.head.position} entries restored, each follows from the one before")
    if restored.erased:
        _say(f"{restored.erased} contacts erased again, which this backup still held")
    if restored.old:
        _say(f"what was there before: {restored.old}; delete it when all is well, it holds personal data")
    return 0


def _erase(arguments: argparse.Namespace, settings: Settings) -> int:
    number: int = arguments.number
    with closing(Store.open(settings.database)) as store:
        operator = Author(AuthorKind.SYSTEM)
        if erase_contact(store, number, state_dir=settings.state_dir, author=operator):
            _say(f"the e-mail address of submission {number} is deleted")
        else:
            _say(f"submission {number} has no e-mail address")
        try:
            if scrub(store):
                _say("its file is rewritten, so that the bytes are gone as well")
        except TryLater:
            _say(f"its bytes are still in the database, which is in use; run `directory erase {number}` once more")
            return 1
        if store.file is None:
            _say(
                "the server's write-ahead log holds it until that is overwritten; docs/operations.md says what else may"
            )
    _say("backups that were made before still hold what was erased; delete them when you can")
    return 0


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:11]) <= _HIGHEST):
        raise argparse.ArgumentTypeError(f"{text!r} is not the number of a submission")
    return int(text)


def _parsed(text: str) -> Head:
    try:
        return Head.parse(text)
    except ValueError as error:
        raise InputRejected(str(error)) from error


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # a command speaks
