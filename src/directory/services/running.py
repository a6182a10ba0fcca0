"""What a running application is made of."""

from dataclasses import dataclass

from directory.catalogue import Catalogue
from directory.geocoding import Gazetteer
from directory.services.load import LINKS
from directory.services.report import Report
from directory.settings import Settings


@dataclass(frozen=True, slots=True)
class Services:
    """What pages, API and commands work with; built once for each process."""

    settings: Settings
    gazetteer: Gazetteer
    catalogue: Catalogue
    report: Report
    """What reading the data files found."""

    @property
    def links(self) -> int:
        """How many links between initiatives are published."""
        return self.report.file(LINKS).rows_kept

    @property
    def version(self) -> str:
        """The version of the published data, the same as the catalogue's."""
        return self.catalogue.version
