"""A geocoding service that answers as it is told."""

import json
from dataclasses import dataclass, field


@dataclass
class Reply:
    """What the service answers next."""

    status: int = 200
    body: str = "[]"
    headers: dict[str, str] = field(default_factory=dict)
    delay_s: float = 0.0
    content_type: str = "application/json"


@dataclass
class Service:
    """A geocoding service on the loopback that answers as told, and keeps what it was asked and when."""

    domain: str
    replies: list[Reply] = field(default_factory=list)
    """The replies in their order; the last one is repeated."""
    asked: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    asked_at_s: list[float] = field(default_factory=list)
    user_agents: list[str] = field(default_factory=list)

    def next_reply(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


def found(latitude: float, longitude: float, **more: object) -> Reply:
    """Return a reply of Nominatim with one place."""
    place = {"lat": str(latitude), "lon": str(longitude), "display_name": "somewhere", **more}
    return Reply(body=json.dumps([place]))
