"""Where a request comes from: the connection says it, and forwarded headers only when our own proxy wrote them."""

from collections.abc import Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from starlette.requests import Request

from directory.model.errors import ConfigurationError
from directory.settings import Settings

_HEADER: Final = "x-forwarded-for"
Network = IPv4Network | IPv6Network


def client_address(request: Request, settings: Settings) -> str:
    """Return the address a request comes from; empty when the connection has none.

    Each trusted proxy is believed about the address before its own, so what a client made up is never reached.

    Raises:
        ConfigurationError: `trusted_proxies` is no list of addresses and networks.
    """
    address = request.client.host if request.client else ""
    trusted = trusted_networks(settings.trusted_proxies)
    stated = ",".join(request.headers.getlist(_HEADER)).split(",") if trusted else []
    while stated and _is_within(address, trusted):
        before = _parsed(stated.pop())
        if before is None:
            break
        address = str(before)
    return address


@lru_cache(maxsize=16)
def trusted_networks(text: str) -> tuple[Network, ...]:
    """Read addresses and networks with commas between. Raises ConfigurationError."""
    try:
        return tuple(ip_network(part.strip(), strict=False) for part in text.split(",") if part.strip())
    except ValueError as error:
        message = f"DIRECTORY_TRUSTED_PROXIES: {error}; write addresses or networks, like 10.0.0.1, 10.1.0.0/16"
        raise ConfigurationError(message) from None


def _is_within(address: str, networks: Sequence[Network]) -> bool:
    parsed = _parsed(address)
    return parsed is not None and any(parsed in network for network in networks)


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text.strip())
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
