"""The operator's commands: `directory --help` lists them.

Exit codes: 0 when all is well, 1 when a check found errors or nothing was found, 2 when the command could not work.
"""

import argparse
import io
import json
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from directory import __version__
from directory.bootstrap import build_services, read_settings
from directory.catalogue import Catalogue
from directory.cli_curators import add_curator_commands
from directory.cli_store import add_store_commands
from directory.formats.csv_export import export_csv
from directory.formats.geojson import export_geojson
from directory.geocoding import Gazetteer, Locator
from directory.geocoding.build import build_gazetteer, is_current
from directory.model.criteria import Criteria
from directory.model.errors import DirectoryError
from directory.services.check import check_directory
from directory.services.export_files import export_files, refuse_to_lose
from directory.settings import Settings

FINE: Final = 0
FOUND_ERRORS: Final = 1
FAILED: Final = 2

Command = Callable[[argparse.Namespace, Settings], int]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # A terminal that lacks a character shows its escape; it must not end the command.
        sys.stdout.reconfigure(errors="backslashreplace")
    parsed = _parser().parse_args(arguments)
    command: Command = parsed.command
    try:
        return command(parsed, read_settings(os.environ))
    except DirectoryError as error:
        print(f"directory: {error}", file=sys.stderr)  # noqa: T201  # a command speaks
        return FAILED
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"directory: {where}{error.strerror}", file=sys.stderr)  # noqa: T201
        return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="directory", description="Commands for the operator of Linked Initiatives.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    check = commands.add_parser("check", help="check the data files and report every issue")
    check.add_argument("data_dir", nargs="?", type=Path, metavar="DATA_DIR", help="default: the configured one")
    check.set_defaults(command=_check)

    geocode = commands.add_parser("geocode", help="show what the gazetteer answers to a line")
    geocode.add_argument("line", metavar="LINE", help="a place, like 'Columbus, OH'")
    geocode.set_defaults(command=_geocode)

    gazetteer = commands.add_parser("gazetteer", help="build the gazetteer unless it is current")
    gazetteer.set_defaults(command=_gazetteer)

    export = commands.add_parser("export", help="write the published directory as the two data files")
    export.add_argument("target", type=Path, metavar="DIR", help="where the files go; made when missing")
    export.add_argument(
        "--downloads", action="store_true", help="instead what visitors download: CSV for spreadsheets, and GeoJSON"
    )
    export.set_defaults(command=_export)

    add_curator_commands(commands)
    add_store_commands(commands)
    return parser


def _check(arguments: argparse.Namespace, settings: Settings) -> int:
    data_dir: Path = arguments.data_dir or settings.data_dir
    # Checking works before set-up too, without comparing coordinates with places; and it never asks an online service.
    locate = Locator(Gazetteer(path=settings.gazetteer)).locate if settings.gazetteer.is_file() else None
    report = check_directory(data_dir, locate=locate)
    _say(report.in_words())
    return FOUND_ERRORS if report.has_errors else FINE


def _geocode(arguments: argparse.Namespace, settings: Settings) -> int:
    location = Gazetteer(path=settings.gazetteer).geocode(arguments.line)
    if location is None:
        _say("nothing found")
        return FOUND_ERRORS
    _say(f"{location.address}: {location.latitude}, {location.longitude}")
    _say(json.dumps(location.raw, ensure_ascii=False, indent=2, default=str))
    return FINE


def _gazetteer(_arguments: argparse.Namespace, settings: Settings) -> int:
    if is_current(settings.gazetteer):
        _say(f"{settings.gazetteer} is current")
    else:
        build_gazetteer(settings.gazetteer, progress=_say)
    return FINE


def _export(arguments: argparse.Namespace, settings: Settings) -> int:
    target: Path = arguments.target
    with closing(build_services(settings)) as services:
        store = services.store
        if arguments.downloads:
            _export_downloads(services.catalogue, target)
            return FINE
        refuse_to_lose(store, services.report, data_dir=settings.data_dir, target=target)
        for name, rows in export_files(store, target).items():
            _say(f"{target / name}: {rows} rows")
    return FINE


def _export_downloads(catalogue: Catalogue, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    for name, write in (("initiatives.csv", export_csv), ("initiatives.geojson", export_geojson)):
        with (target / name).open("w", encoding="utf-8", newline="") as file:
            file.writelines(write(catalogue.all(Criteria())))
        _say(f"{target / name}: {catalogue.size} initiatives")


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201  # a command speaks


if __name__ == "__main__":
    sys.exit(main())
