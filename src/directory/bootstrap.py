"""The one place that chooses implementations: from settings to services."""

from collections.abc import Mapping

from directory.catalogue import Catalogue
from directory.geocoding import Gazetteer, Locator, OnlineService
from directory.model.errors import ConfigurationError
from directory.services.load import load_directory
from directory.services.running import Services
from directory.settings import Settings, SettingsError

__all__ = ["Services", "build_services", "read_settings"]


def read_settings(environ: Mapping[str, str]) -> Settings:
    """Read the settings from an environment. Raises ConfigurationError naming the variable."""
    try:
        return Settings.from_environ(environ)
    except SettingsError as error:
        raise ConfigurationError(str(error)) from error


def build_services(settings: Settings) -> Services:
    """Load the data and build everything that answers questions.

    Raises:
        ConfigurationError: A data file or the gazetteer is missing, or a setting is wrong.
    """
    gazetteer = Gazetteer(path=settings.gazetteer)
    locator = Locator(gazetteer, online=OnlineService.from_settings(settings))
    directory = load_directory(settings.data_dir, locate=locator.locate, gazetteer_digest=gazetteer.digest)
    return Services(
        settings=settings,
        gazetteer=gazetteer,
        catalogue=Catalogue.build(directory.entries, directory.version),
        report=directory.report,
    )
