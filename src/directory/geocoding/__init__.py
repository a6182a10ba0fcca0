"""From place names to coordinates: the gazetteer, online services, and the cache between."""

from directory.geocoding.gazetteer import Gazetteer, Suggestion
from directory.geocoding.labels import Label
from directory.geocoding.locator import Locator
from directory.geocoding.online import OnlineService

__all__ = ["Gazetteer", "Label", "Locator", "OnlineService", "Suggestion"]
