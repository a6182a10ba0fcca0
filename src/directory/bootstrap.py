"""The one place that chooses implementations: from settings to services."""

from collections.abc import Mapping

from directory.geocoding import Gazetteer, Locator, OnlineService
from directory.model.errors import ConfigurationError
from directory.services.running import Services
from directory.settings import Settings, SettingsError
from directory.store import Store

__all__ = ["Services", "build_services", "read_settings"]


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings from an environment. Raises ConfigurationError naming the variable."""
    try:
        return Settings.from_environ(environ)
    except SettingsError as error:
        raise ConfigurationError(str(error)) from error


def build_services(settings: Settings) -> Services:
    """Open the store, import the data files, and build everything that answers questions.

    Raises:
        ConfigurationError: A data file or the gazetteer is missing, or a setting is wrong.
        StoreDamaged: The store contradicts itself.
    """
    gazetteer = Gazetteer(path=settings.gazetteer)
    locator = Locator(gazetteer, online=OnlineService.from_settings(settings))
    return Services(
        settings=settings,
        gazetteer=gazetteer,
        locate=locator.locate,
        open_store=lambda: Store.open(settings.database),
    )
