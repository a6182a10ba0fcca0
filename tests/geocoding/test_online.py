"""Online services over real sockets: every failure geopy tells apart, the limiter, the cache."""

import json
import socket
import sqlite3
import time
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from told_service import Reply, Service, found

from directory.geocoding.cache import HIT_AGE_S, MISS_AGE_S, Answer, AnswerCache
from directory.geocoding.limiter import Limiter, limiter_for
from directory.geocoding.online import FAILURES_ALLOWED, OnlineService
from directory.model.errors import ConfigurationError, TryLater
from directory.settings import GeocodingService, Settings

_QUERY = {"street": "78 E Washington St", "city": "Chicago", "region": "Illinois", "country": "US"}


def _online(service: Service, tmp_path: Path, kind: str = "nominatim", timeout_s: float = 5) -> OnlineService:
    settings = Settings(
        state_dir=tmp_path,
        geocoder=GeocodingService(kind),
        geocoder_domain=service.domain,
        geocoder_scheme="http",
        geocoder_timeout_s=timeout_s,
        geocoder_user_agent="tests of linked-initiatives",
    )
    online = OnlineService.from_settings(settings)
    assert online is not None
    return online


def _unhurried(online: OnlineService) -> OnlineService:
    """Take the second between requests away, where it is not what the test is about."""
    online._limiter = Limiter(min_delay_s=0)  # noqa: SLF001
    return online


def _kept(tmp_path: Path) -> int:
    with closing(sqlite3.connect(tmp_path / "geocoding.sqlite")) as database:
        number: int = database.execute("SELECT count(*) FROM answer").fetchone()[0]
    return number


def test_no_service_is_asked_unless_one_is_chosen(tmp_path: Path) -> None:
    assert OnlineService.from_settings(Settings(state_dir=tmp_path)) is None


def test_nominatim_is_asked_for_the_parts_and_the_answer_is_kept(service: Service, tmp_path: Path) -> None:
    service.replies = [found(41.8837, -87.6250)]
    assert _online(service, tmp_path).find(_QUERY) == Answer(41.8837, -87.6250)
    assert _online(service, tmp_path).find({**_QUERY, "city": " CHICAGO "}) == Answer(41.8837, -87.6250)
    assert len(service.asked) == 1
    asked = service.asked[0]
    assert (asked["street"], asked["city"], asked["state"]) == (_QUERY["street"], "Chicago", "Illinois")
    assert (asked["country"], asked["countrycodes"]) == ("United States", "us")
    assert service.user_agents == ["tests of linked-initiatives"]


@pytest.mark.parametrize(
    ("kind", "path", "levels"),
    [("photon", "/api", ("type", "house", "city")), ("pelias", "/v1/search", ("layer", "address", "locality"))],
)
def test_photon_and_pelias_are_asked_for_a_line_and_a_mere_city_is_no_address(
    service: Service, tmp_path: Path, kind: str, path: str, levels: tuple[str, str, str]
) -> None:
    key, fine, coarse = levels
    service.replies = [_feature({key: fine}), _feature({key: coarse})]
    online = _unhurried(_online(service, tmp_path, kind))
    assert online.find(_QUERY) == Answer(41.8837, -87.625)
    assert online.find({**_QUERY, "street": "another"}).is_miss
    assert service.paths == [path, path]
    assert "78 E Washington St, Chicago, Illinois, United States" in service.asked[0].values()


def _feature(properties: dict[str, str]) -> Reply:
    geometry = {"type": "Point", "coordinates": [-87.625, 41.8837]}
    return Reply(body=json.dumps({"features": [{"geometry": geometry, "properties": {"name": "x", **properties}}]}))


def test_a_nominatim_answer_coarser_than_a_street_is_a_miss(service: Service, tmp_path: Path) -> None:
    service.replies = [found(41.88, -87.62, place_rank=16)]
    assert _online(service, tmp_path).find(_QUERY).is_miss


def test_a_miss_is_kept_too(service: Service, tmp_path: Path) -> None:
    service.replies = [Reply(body="[]")]
    online = _online(service, tmp_path)
    assert online.find(_QUERY).is_miss
    assert online.find(_QUERY).is_miss
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    "failure",
    [
        *(
            Reply(status=status, body="{}")
            for status in (400, 401, 402, 403, 404, 408, 412, 413, 414, 500, 502, 503, 504)
        ),
        Reply(status=429, body="{}", headers={"Retry-After": "3600"}),
        Reply(body="<html>Welcome to the hotel's network</html>", content_type="text/html"),
        Reply(body='[{"lat": "41.88"', headers={}),
    ],
    ids=lambda reply: f"{reply.status} {reply.content_type}",
)
def test_an_error_is_told_and_never_kept_as_a_miss(service: Service, tmp_path: Path, failure: Reply) -> None:
    service.replies = [failure, found(41.8837, -87.6250)]
    online = _unhurried(_online(service, tmp_path))
    with pytest.raises(TryLater):
        online.find(_QUERY)
    assert _kept(tmp_path) == 0
    if failure.status != 429:
        assert online.find(_QUERY) == Answer(41.8837, -87.6250)
        assert _kept(tmp_path) == 1


@pytest.mark.filterwarnings("ignore:Latitude normalization")  # geopy says it twice
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("photon", "{}"),
        ("photon", "null"),
        ("pelias", '{"error": "busy"}'),
        (
            "pelias",
            '{"features": [{"geometry": {"coordinates": [-87.6, 95]}, "properties": {"name": "x", "label": "x"}}]}',
        ),
        ("nominatim", '[{"lat": "95", "lon": "0", "display_name": "x"}]'),
        ("nominatim", '[{"lat": "41.8", "lon": "-87.6", "display_name": "x", "place_rank": null}]'),
        ("nominatim", '[{"lat": "41.8"}]'),
    ],
)
def test_an_answer_that_makes_no_sense_is_a_failure_of_the_service(
    service: Service, tmp_path: Path, kind: str, body: str
) -> None:
    service.replies = [Reply(body=body)]
    online = _unhurried(_online(service, tmp_path, kind))
    for _ in range(FAILURES_ALLOWED):
        with pytest.raises(TryLater):
            online.find(_QUERY)
    with pytest.raises(TryLater, match="left alone"):
        online.find(_QUERY)
    assert _kept(tmp_path) == 0


def test_a_refused_connection_is_an_error(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        domain = f"127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(TryLater):
        _online(Service(domain=domain), tmp_path).find(_QUERY)
    assert _kept(tmp_path) == 0


def test_a_time_out_is_an_error(service: Service, tmp_path: Path) -> None:
    service.replies = [Reply(delay_s=0.6)]
    with pytest.raises(TryLater):
        _online(service, tmp_path, timeout_s=0.1).find(_QUERY)
    assert _kept(tmp_path) == 0


def test_a_short_retry_after_is_waited_for(service: Service, tmp_path: Path) -> None:
    service.replies = [Reply(status=429, headers={"Retry-After": "2"}), found(41.8837, -87.6250)]
    assert _online(service, tmp_path).find(_QUERY) == Answer(41.8837, -87.6250)
    first, second = service.asked_at_s
    assert second - first >= 2


def test_a_long_retry_after_leaves_the_service_alone(service: Service, tmp_path: Path) -> None:
    service.replies = [Reply(status=429, headers={"Retry-After": "3600"}), found(41.8837, -87.6250)]
    online = _online(service, tmp_path)
    with pytest.raises(TryLater) as first:
        online.find(_QUERY)
    assert first.value.retry_after_s == 3600
    with pytest.raises(TryLater) as second:
        online.find({**_QUERY, "street": "another"})
    assert 3590 < second.value.retry_after_s <= 3600
    assert len(service.asked) == 1


def test_an_outage_does_not_cost_a_time_out_for_every_record(service: Service, tmp_path: Path) -> None:
    service.replies = [Reply(status=503)]
    online = _unhurried(_online(service, tmp_path))
    for number in range(FAILURES_ALLOWED + 3):
        with pytest.raises(TryLater):
            online.find({**_QUERY, "street": str(number)})
    assert len(service.asked) == FAILURES_ALLOWED


def test_requests_are_a_second_apart_whoever_asks(service: Service, tmp_path: Path) -> None:
    service.replies = [Reply(body="[]")]
    one, other = _online(service, tmp_path), _online(service, tmp_path)
    started = time.monotonic()
    one.find({**_QUERY, "street": "1"})
    other.find({**_QUERY, "street": "2"})
    assert time.monotonic() - started >= 1
    assert len(service.asked) == 2
    assert limiter_for(one.name) is limiter_for(other.name)


def test_the_limiter_counts_from_the_moment_a_request_may_start() -> None:
    now, slept = [0.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    limiter = Limiter(clock=lambda: now[0], sleep=sleep)
    for _ in range(3):
        limiter.wait()
    now[0] += 10
    limiter.wait()
    assert slept == [1.0, 1.0]
    limiter.postpone(4)
    limiter.wait()
    assert slept == [1.0, 1.0, 4.0]


def test_who_waits_waits_on_when_the_service_asks_for_it() -> None:
    now = [0.0]

    def slept(seconds: float) -> None:
        now[0] += seconds
        if now[0] == 1:  # another caller was told to come later while this one slept
            limiter.postpone(5)

    limiter = Limiter(clock=lambda: now[0], sleep=slept, min_delay_s=1)
    limiter.wait()
    limiter.wait()
    assert now[0] == 6


def test_misses_grow_old_sooner_than_hits(tmp_path: Path) -> None:
    now = [1_000_000.0]
    cache = AnswerCache(tmp_path / "cache.sqlite", clock=lambda: now[0])
    cache.put("one", {"street": "hit"}, Answer(1, 2))
    cache.put("one", {"street": "miss"}, Answer())
    assert cache.get("other", {"street": "hit"}) is None
    now[0] += MISS_AGE_S + 1
    assert cache.get("one", {"street": "miss"}) is None
    assert cache.get("one", {"street": "hit"}) == Answer(1, 2)
    now[0] += HIT_AGE_S
    assert cache.get("one", {"street": "hit"}) is None


def test_a_damaged_cache_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    cache = AnswerCache(path)
    cache.put("one", {"street": "hit"}, Answer(1, 2))
    assert AnswerCache(path).get("one", {"street": "hit"}) == Answer(1, 2)


def test_a_cache_that_is_damaged_while_it_is_used_begins_anew(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    cache = AnswerCache(path)
    for number in range(500):
        cache.put("one", {"street": f"number {number}"}, Answer(1, 2))
    size = path.stat().st_size
    path.write_bytes(path.read_bytes()[:4096] + b"?" * (size - 4096))
    assert cache.get("one", {"street": "number 7"}) is None
    cache.put("one", {"street": "number 7"}, Answer(3, 4))
    assert cache.get("one", {"street": "number 7"}) == Answer(3, 4)


def test_a_cache_that_somebody_holds_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    cache = AnswerCache(path, patience_s=0.1)
    cache.put("one", {"street": "hit"}, Answer(1, 2))
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(ConfigurationError, match="locked"):
            AnswerCache(path, patience_s=0.1)
        assert cache.get("one", {"street": "hit"}) is None
        cache.put("one", {"street": "other"}, Answer(3, 4))
    assert cache.get("one", {"street": "hit"}) == Answer(1, 2)
    assert cache.get("one", {"street": "other"}) is None


@pytest.mark.parametrize(
    ("settings", "variable"),
    [
        (Settings(geocoder=GeocodingService.NOMINATIM), "DIRECTORY_GEOCODER_USER_AGENT"),
        (
            Settings(geocoder=GeocodingService.NOMINATIM, geocoder_user_agent="my-application"),
            "DIRECTORY_GEOCODER_USER_AGENT",
        ),
        (Settings(geocoder=GeocodingService.PELIAS), "DIRECTORY_GEOCODER_DOMAIN"),
    ],
)
def test_a_service_that_cannot_be_asked_is_a_wrong_setting(settings: Settings, variable: str) -> None:
    with pytest.raises(ConfigurationError, match=variable):
        OnlineService.from_settings(settings)


def test_a_closed_limiter_opens_by_itself() -> None:
    ticks = count()
    limiter = Limiter(clock=lambda: float(next(ticks)), sleep=time.sleep, min_delay_s=0)
    limiter.close_for(10)
    assert [limiter.closed_for_s() for _ in range(11)][-3:] == [1.0, 0.0, 0.0]
