"""Where an initiative is drawn: stated coordinates first, then its street address, then the gazetteer."""

from typing import Final

from geopy.location import Location

from directory.geocoding.gazetteer import Gazetteer
from directory.geocoding.online import OnlineService
from directory.model.coordinates import Coordinates, distance_m
from directory.model.entry import CoordinatesSource, Position
from directory.model.errors import TryLater
from directory.model.initiative import Initiative
from directory.model.vocabularies import PlaceKind, Precision

_NEAR_M: Final = {Precision.CITY: 60_000.0, Precision.REGION: 1_000_000.0}
"""How far from the gazetteer's answer an address may lie; farther away it is some other place of that name."""
_FAILED: Final = "The online service for street addresses failed, so the {precision} is shown."
_UNKNOWN: Final = "The online service does not know the street address, so the {precision} is shown."
_ELSEWHERE: Final = "The online service puts the street address far from the stated place, so the {precision} is shown."


class Locator:
    """Gives initiatives their positions; the same row always gets the same one.

    Without an online service, or when it fails, a street address is shown as its city.
    """

    def __init__(self, gazetteer: Gazetteer, online: OnlineService | None = None) -> None:
        self._gazetteer = gazetteer
        self._online = online

    def locate(self, initiative: Initiative) -> Position | None:
        """Return the position, or None for an online initiative and one whose place is not stated or not known."""
        if initiative.place_kind is PlaceKind.ONLINE:
            return None
        if stated := initiative.coordinates:
            return Position(coordinates=stated, precision=Precision.EXACT, source=CoordinatesSource.STATED)
        coarse = self._from_gazetteer(initiative)
        if not initiative.address or self._online is None:
            return coarse
        return self._from_service(self._online, initiative, coarse)

    def _from_gazetteer(self, initiative: Initiative) -> Position | None:
        location = self._gazetteer.geocode(
            {"city": initiative.city, "region": initiative.region, "country": initiative.country or ""}
        )
        return _position(location) if location else None

    def _from_service(self, service: OnlineService, initiative: Initiative, coarse: Position | None) -> Position | None:
        query = {
            "street": initiative.address,
            "city": initiative.city,
            "region": initiative.region,
            "country": initiative.country or "",
        }
        try:
            answer = service.find(query)
        except TryLater:
            return _marked(coarse, _FAILED)
        if answer.latitude is None or answer.longitude is None:
            return _marked(coarse, _UNKNOWN)
        found = Coordinates(latitude=answer.latitude, longitude=answer.longitude)
        if coarse and distance_m(found, coarse.coordinates) > _NEAR_M.get(coarse.precision, float("inf")):
            return _marked(coarse, _ELSEWHERE)
        return Position(coordinates=found, precision=Precision.ADDRESS, source=CoordinatesSource.ONLINE)


def _position(location: Location) -> Position:
    precision = Precision(location.raw["precision"])
    return Position(
        coordinates=Coordinates(latitude=location.latitude, longitude=location.longitude),
        precision=precision,
        source=CoordinatesSource.GAZETTEER,
        place_id=location.raw["geonameid"] if precision is Precision.CITY else None,
        note=location.raw["note"],
    )


def _marked(position: Position | None, note: str) -> Position | None:
    if position is None:
        return None
    sentence = note.format(precision=position.precision.value)
    return position.model_copy(update={"note": f"{sentence} {position.note}".strip()})
