"""From place names to coordinates: the gazetteer, online services, and the cache between."""

from directory.geocoding.gazetteer import CountrySuggestion, Gazetteer, Suggestion
from directory.geocoding.labels import Label
from directory.geocoding.locator import Locator
from directory.geocoding.online import OnlineService

__all__ = ["CountrySuggestion", "Gazetteer", "Label", "Locator", "OnlineService", "Suggestion"]
