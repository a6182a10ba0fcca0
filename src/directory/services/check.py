"""Check the data files without publishing them."""

from pathlib import Path

from directory.model.entry import Position
from directory.model.initiative import Initiative
from directory.services.load import Locate, load_directory
from directory.services.report import Report


def check_directory(data_dir: Path, *, locate: Locate | None = None) -> Report:
    """Read and check the data files of a directory.

    Args:
        data_dir: The directory that holds initiatives.csv and links.csv.
        locate: Finds the stated place, to compare stated coordinates with; None leaves that check out.

    Raises:
        ConfigurationError: A file is missing or cannot be opened.
    """
    return load_directory(data_dir, locate=locate or _nowhere).report


def _nowhere(_initiative: Initiative) -> Position | None:
    return None
