"""What the API needs of the application, as ports; bootstrap's Services fit them."""

from typing import Protocol

from directory.catalogue import Catalogue
from directory.geocoding import Gazetteer
from directory.settings import Settings
from directory.store import Store


class Services(Protocol):
    """What answers questions. Each request reads `catalogue` once: a later snapshot may take its place any time."""

    @property
    def settings(self) -> Settings:
        """The operator's choices."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """The newest snapshot. Raises TryLater while there is none."""
        ...

    @property
    def gazetteer(self) -> Gazetteer:
        """The place names that come with the installation."""
        ...

    @property
    def store(self) -> Store:
        """The write side. Raises TryLater while it was not reached yet."""
        ...

    def refresh(self) -> None:
        """Show what has been published, soon; called after the commit."""
        ...
