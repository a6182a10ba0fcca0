"""What the use cases of contributing and curating need of the application; bootstrap's Services fit."""

from typing import Protocol

from directory.catalogue import Catalogue
from directory.geocoding import Gazetteer
from directory.settings import Settings
from directory.store import Store


class Contributing(Protocol):
    """What checks, keeps and answers submissions."""

    @property
    def settings(self) -> Settings:
        """The operator's choices."""
        ...

    @property
    def store(self) -> Store:
        """The write side."""
        ...

    @property
    def catalogue(self) -> Catalogue:
        """The newest snapshot of what is published."""
        ...

    @property
    def gazetteer(self) -> Gazetteer:
        """The place names that come with the installation."""
        ...


class Curating(Contributing, Protocol):
    """What reviews submissions and changes what is published."""

    def refresh(self) -> None:
        """Show what has been published, soon; called after the commit."""
        ...
