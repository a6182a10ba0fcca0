"""How much may be submitted: by network and overall within an hour, counted in the transaction that queues."""

import hashlib
import hmac
import threading
from collections import OrderedDict, deque
from collections.abc import Collection
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

from sqlalchemy import Connection

from directory.model.errors import TooMany
from directory.settings import Settings
from directory.store import Store, limits
from directory.store.store import Writing

WINDOW: Final = timedelta(hours=1)
_ALL: Final = "submissions"
_REMEMBERED: Final = 10_000
"""How many networks a throttle remembers."""


def network(address: str) -> str:
    """Return the network that counts as one sender: /24 of IPv4, /64 of IPv6; anything else as it is."""
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return str(ip_network((parsed.packed, 24 if isinstance(parsed, IPv4Address) else 64), strict=False))


def refuse_excess(connection: Connection, settings: Settings, *, address: str, now: datetime) -> None:
    """Refuse a submission beyond the limits, before any work is done for it.

    Raises:
        TooMany: This network, or all together, sent as many as they may.
    """
    own = [_bucket(key, address) for key in limits.address_keys(connection, now)]
    _refuse(connection, own, settings.submissions_per_address, now, "submissions from your network")
    _refuse(connection, [_ALL], settings.submissions_per_hour, now, "submissions")


def count_submission(writing: Writing, settings: Settings, *, address: str) -> None:
    """Count a submission in the transaction that queues it, so that no two at the same time pass as one.

    Raises:
        TooMany: As `refuse_excess`.
    """
    refuse_excess(writing.connection, settings, address=address, now=writing.now)
    limits.note(writing, _bucket(limits.address_key(writing), address), _ALL)


def count_change(writing: Writing, number: int, *, most: int) -> None:
    """Count a contributor's change to a submission. Raises TooMany beyond `most` within an hour."""
    bucket = f"change:{number}"
    _refuse(writing.connection, [bucket], most, writing.now, "changes to this submission")
    limits.note(writing, bucket)


def _refuse(connection: Connection, buckets: Collection[str], most: int, now: datetime, what: str) -> None:
    number, oldest = limits.count(connection, buckets, since=now - WINDOW)
    if number >= most and oldest is not None:
        wait = max(timedelta(seconds=1), oldest + WINDOW - now)
        words = f"too many {what} within an hour; nothing you typed is lost, send it later"
        raise TooMany(words, retry_after_s=wait.total_seconds())


def tidy(store: Store) -> None:
    """Forget what is older than a day: attempts, used tokens, and the keys that hid addresses. Raises TryLater."""
    with store.read() as connection:
        if not limits.is_old(connection, store.now()):
            return
    with store.write() as writing:
        limits.purge(writing)


def _bucket(key: bytes, address: str) -> str:
    hidden = hmac.new(key, network(address).encode(errors="replace"), hashlib.sha256).hexdigest()
    return f"submission:{hidden}"


class Throttle:
    """Lets each network do something so often within a window; in memory, for what stores nothing."""

    def __init__(self, *, most: int, window: timedelta) -> None:
        """Remember nothing yet."""
        self._most = most
        self._window = window
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def count(self, address: str, *, now: datetime) -> None:
        """Count one more. Raises TooMany when the network had its share."""
        name = network(address)
        with self._lock:
            seen = self._seen.setdefault(name, deque())
            self._seen.move_to_end(name)
            while seen and seen[0] <= now - self._window:
                seen.popleft()
            if len(seen) >= self._most:
                wait = seen[0] + self._window - now
                raise TooMany("too many questions from your network", retry_after_s=wait.total_seconds())
            seen.append(now)
            if len(self._seen) > _REMEMBERED:
                self._seen.popitem(last=False)
