"""Street addresses by an online service: Nominatim, Photon or Pelias, through geopy. Never for suggestions."""

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Final, Self

from geopy import exc
from geopy.adapters import URLLibAdapter
from geopy.geocoders import Nominatim, Pelias, Photon
from geopy.location import Location

from directory.geocoding.cache import Answer, AnswerCache
from directory.geocoding.limiter import Limiter, limiter_for
from directory.model.countries import country_name
from directory.model.errors import ConfigurationError, TryLater
from directory.settings import GeocodingService, Settings

USER_AGENT: Final = "linked-initiatives/0.1"
CACHE_FILE: Final = "geocoding.sqlite"
RETRY_AFTER_S: Final = 60.0
"""How long a service that says "too many requests" without a time is left alone."""
PATIENCE_S: Final = 5.0
"""Up to this `retry_after` the request waits and is sent once more; a longer one closes the service meanwhile."""
PAUSE_S: Final = 60.0
FAILURES_ALLOWED: Final = 3
"""So many failures in a row close the service for `PAUSE_S`, so that an outage does not cost a time-out per record."""
_STREET_RANK: Final = 26
"""Nominatim's rank of a street; smaller ranks are districts, cities and so on."""
_FINE: Final = frozenset({"house", "street", "address", "venue", "intersection"})
"""What Photon and Pelias call an answer as fine as a street."""

_STRANGE: Final = (AttributeError, LookupError, TypeError, ValueError)
"""What geopy raises over an answer that is not what the service's own documentation says."""

_Ask = Callable[[Mapping[str, str]], Location | None]
_log: Final = logging.getLogger(__name__)


class OnlineService:
    """Asks one service, at most once a second in this process, and remembers hits and misses, never errors."""

    def __init__(self, ask: _Ask, *, name: str, cache: AnswerCache, limiter: Limiter) -> None:
        """Wrap a geocoder.

        Args:
            ask: Takes {street, city, region, country} and answers with a geopy Location or None.
            name: Which service at which address; answers are kept under it.
            cache: Where answers are kept.
            limiter: When requests may be sent.
        """
        self.name = name
        self._ask = ask
        self._cache = cache
        self._limiter = limiter
        self._failures = 0
        self._lock = threading.Lock()

    @classmethod
    def from_settings(cls, settings: Settings) -> Self | None:
        """Return the service that the operator chose, or None. Raises ConfigurationError naming the setting."""
        if settings.geocoder is GeocodingService.NONE:
            return None
        ask, domain = _asker(settings)
        name = f"{settings.geocoder.value} {settings.geocoder_scheme}://{domain}"
        return cls(ask, name=name, cache=AnswerCache(settings.state_dir / CACHE_FILE), limiter=limiter_for(name))

    def find(self, query: Mapping[str, str]) -> Answer:
        """Return where a street address is, or that the service does not know it.

        Args:
            query: street, city, region and country (a code).

        Raises:
            TryLater: The service fails, refuses, or asked to be left alone; nothing is remembered of that.
        """
        if known := self._cache.get(self.name, query):
            return known
        if closed_s := self._limiter.closed_for_s():
            message = f"{self.name} is left alone for now"
            raise TryLater(message, retry_after_s=closed_s)
        answer = self._asked(query)
        self._cache.put(self.name, query, answer)
        return answer

    def _asked(self, query: Mapping[str, str]) -> Answer:
        """Ask the service, once more after a short `retry_after`."""
        try:
            try:
                location = self._send(query)
            except exc.GeocoderRateLimited as error:
                if not error.retry_after or error.retry_after > PATIENCE_S:
                    raise
                self._limiter.postpone(error.retry_after)
                location = self._send(query)
            answer = _answer(location)
        except (exc.GeopyError, *_STRANGE) as error:
            raise self._failure(error) from error
        with self._lock:
            self._failures = 0
        return answer

    def _send(self, query: Mapping[str, str]) -> Location | None:
        self._limiter.wait()
        return self._ask(query)

    def _failure(self, error: Exception) -> TryLater:
        """Note a failure, and close the service when it asks for that or fails again and again."""
        _log.warning("%s: %s: %s", self.name, type(error).__name__, error)
        pause_s = 0.0
        if isinstance(error, exc.GeocoderRateLimited):
            pause_s = float(error.retry_after or RETRY_AFTER_S)
        elif not isinstance(error, exc.GeocoderQueryError):
            with self._lock:
                self._failures += 1
                if self._failures >= FAILURES_ALLOWED:
                    self._failures, pause_s = 0, PAUSE_S
        if pause_s:
            self._limiter.close_for(pause_s)
        return TryLater(f"{self.name}: {type(error).__name__}", retry_after_s=pause_s or 1.0)


def _asker(settings: Settings) -> tuple[_Ask, str]:
    """Return the function that asks the chosen service, and the domain it asks."""
    common = {
        "scheme": settings.geocoder_scheme,
        "timeout": settings.geocoder_timeout_s,
        "user_agent": settings.geocoder_user_agent or USER_AGENT,
        "adapter_factory": URLLibAdapter,
    }
    if settings.geocoder_domain:
        common["domain"] = settings.geocoder_domain
    elif settings.geocoder is GeocodingService.PELIAS:
        raise ConfigurationError("DIRECTORY_GEOCODER_DOMAIN: Pelias has no public server; name yours")
    elif settings.geocoder is GeocodingService.NOMINATIM and not settings.geocoder_user_agent:
        raise ConfigurationError(
            "DIRECTORY_GEOCODER_USER_AGENT: the public Nominatim wants to know who asks; name a way to reach you"
        )
    try:
        if settings.geocoder is GeocodingService.NOMINATIM:
            nominatim = Nominatim(**common)
            return lambda query: nominatim.geocode(
                _structured(query), **_codes(query, "country_codes")
            ), nominatim.domain
        if settings.geocoder is GeocodingService.PELIAS:
            pelias = Pelias(**common)
            return lambda query: pelias.geocode(_line(query), **_codes(query, "countries")), pelias.domain
        photon = Photon(**common)
    except exc.ConfigurationError as error:
        message = f"DIRECTORY_GEOCODER_USER_AGENT or DIRECTORY_GEOCODER_DOMAIN: {error}"
        raise ConfigurationError(message) from error
    return lambda query: photon.geocode(_line(query)), photon.domain


def _structured(query: Mapping[str, str]) -> dict[str, str]:
    named = {"street": query["street"], "city": query["city"], "state": query["region"], "country": _country(query)}
    return {name: text for name, text in named.items() if text}


def _line(query: Mapping[str, str]) -> str:
    return ", ".join(filter(None, (query["street"], query["city"], query["region"], _country(query))))


def _country(query: Mapping[str, str]) -> str:
    return country_name(query["country"]) if query["country"] else ""


def _codes(query: Mapping[str, str], parameter: str) -> dict[str, list[str]]:
    return {parameter: [query["country"].lower()]} if query["country"] else {}


def _answer(location: Location | None) -> Answer:
    if location is None or not _is_street(location):
        return Answer()
    return Answer(location.latitude, location.longitude)


def _is_street(location: Location) -> bool:
    """Tell whether an answer is as fine as a street; one that does not say so is believed."""
    raw = location.raw
    if "place_rank" in raw:
        return int(raw["place_rank"]) >= _STREET_RANK
    properties = raw.get("properties")
    if not isinstance(properties, dict):
        return True
    kind = properties.get("layer") or properties.get("type")
    return kind is None or kind in _FINE
