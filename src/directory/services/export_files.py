"""Write the published directory back as the two data files: what is stated, and nothing that is derived."""

import os
from collections.abc import Mapping
from pathlib import Path

from directory.formats.csv_export import write_initiatives, write_links
from directory.model.errors import Conflict
from directory.model.link import file_order
from directory.services.import_files import is_imported
from directory.services.load import INITIATIVES, LINKS, file_digests
from directory.services.publish import Published
from directory.services.report import Report
from directory.store import Store


def export_files(store: Store, target: Path) -> Mapping[str, int]:
    """Write initiatives.csv and links.csv, sorted as they are committed; each is replaced as a whole.

    Args:
        store: What is published.
        target: The folder; made when missing.

    Returns:
        How many rows each file has, by its name.

    Raises:
        TryLater: The store does not answer; nothing is written.
        OSError: The folder cannot be written.
    """
    published = Published(lambda _: None, gazetteer_digest="")
    published.follow(store)
    initiatives = sorted(published.initiatives(), key=lambda initiative: initiative.id)
    links = sorted(published.links(), key=file_order)
    target.mkdir(parents=True, exist_ok=True)
    _replace(target / INITIATIVES, write_initiatives(initiatives))
    _replace(target / LINKS, write_links(links))
    return {INITIATIVES: len(initiatives), LINKS: len(links)}


def refuse_to_lose(store: Store, report: Report, *, data_dir: Path, target: Path) -> None:
    """Raise Conflict when writing over the data files would lose what they say and the directory does not."""
    if target.resolve() != data_dir.resolve():
        return
    if not is_imported(store, file_digests(data_dir)):
        raise Conflict(
            f"the files in {data_dir} were changed and not imported, and the changes would be lost: let `directory "
            "check` and the log say why, mend that first, or export to another folder"
        )
    if report.left_out:
        raise Conflict(
            f"{report.left_out} of the rows in {data_dir} could not be read and would be lost: mend them first "
            "(`directory check` lists them), or export to another folder"
        )


def _replace(path: Path, content: bytes) -> None:
    # A reader finds the old file or the new one, never half of it.
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(path)
