"""Everything configurable, read once from the environment.

Each setting is an environment variable `DIRECTORY_<NAME>`; docs/operations.md lists them and a test compares.
"""

import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

PREFIX: Final = "DIRECTORY_"
_PACKAGE: Final = Path(__file__).resolve().parent
_CHECKOUT: Final = _PACKAGE.parents[1]


class GeocodingService(StrEnum):
    """The online geocoders that can be switched on for street addresses."""

    NONE = "none"
    NOMINATIM = "nominatim"
    PHOTON = "photon"
    PELIAS = "pelias"


class SettingsError(ValueError):
    """A setting has a wrong value; the message names the variable."""


class Settings(BaseModel):
    """The operator's choices."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)

    data_dir: Path = _CHECKOUT / "data"
    """Where initiatives.csv and links.csv are read from."""
    state_dir: Path = _CHECKOUT / ".state"
    """What the application writes: caches, the SQLite store, tombstones."""
    gazetteer: Path = Path(sys.prefix) / "share" / "linked-initiatives" / "gazetteer.sqlite"
    """The gazetteer that set-up builds; shared by all instances of one environment."""
    geocoder: GeocodingService = GeocodingService.NONE
    """An online service for street addresses; none asks nobody."""
    geocoder_domain: str = ""
    """Host and port of the service, when it is not the public one."""
    geocoder_scheme: Annotated[str, Field(pattern="^https?$")] = "https"
    """How that host is reached: https or http."""
    geocoder_user_agent: str = ""
    """Required by Nominatim: who asks, with a way to reach them."""
    geocoder_timeout_s: Annotated[float, Field(gt=0, le=60)] = 10
    """How many seconds to wait for the service, up to 60."""
    tiles: str = "OpenStreetMap.Mapnik"
    """A background that visitors can switch on, by its name in xyzservices; set to nothing: none is offered."""
    public_url: str = ""
    """The address visitors use, for link previews and exports; empty: what the request says."""

    def site(self, requested: str) -> str:
        """Return where visitors find the directory, absolute, with a slash at the end.

        Args:
            requested: The address of the first page as the request has it; it counts when the operator named none.
        """
        return (self.public_url or requested).rstrip("/") + "/"

    database_url: str = ""
    """The store's address, like postgresql+psycopg://user@host/name; empty: an SQLite file in the state directory."""
    smtp_host: str = ""
    """The mail server; empty: no mail is sent, and receipts are the only answer."""
    smtp_port: Annotated[int, Field(gt=0, lt=65536)] = 587
    """The mail server's port."""
    smtp_security: Annotated[str, Field(pattern="^(none|starttls|tls)$")] = "starttls"
    """How the connection to the mail server is protected: none, starttls or tls."""
    smtp_user: str = ""
    """The name to sign in to the mail server with; empty: without signing in."""
    smtp_password: SecretStr = SecretStr("")
    """The password for the mail server."""
    mail_from: str = ""
    """The sender of mails; needed when there is a mail server."""
    trusted_proxies: str = ""
    """Addresses or networks of your own proxies, with commas between; only their X-Forwarded-For is believed."""
    submissions_per_address: Annotated[int, Field(gt=0)] = 5
    """How many submissions one network may send within an hour."""
    submissions_per_hour: Annotated[int, Field(gt=0)] = 100
    """How many submissions all networks together may send within an hour."""
    backup_dir: str = ""
    """Where `directory backup` writes and doctor looks for the newest; empty: `backups` in the state directory."""

    @property
    def sends_mail(self) -> bool:
        """Whether there is a mail server, and a sender for what is sent."""
        return bool(self.smtp_host and self.mail_from)

    @property
    def database(self) -> str:
        """The store's address, the default filled in."""
        return self.database_url or f"sqlite:///{self.state_dir / 'directory.sqlite'}"

    @property
    def backups(self) -> Path:
        """Where backups are kept, the default filled in."""
        return Path(self.backup_dir) if self.backup_dir else self.state_dir / "backups"

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Read the settings from an environment mapping; raises SettingsError naming the variable."""
        stated = {name: environ.get(PREFIX + name.upper()) for name in cls.model_fields}
        # Set to nothing counts as not set, but for the one setting that says "none" so.
        given = {name: text for name, text in stated.items() if text or (name == "tiles" and text is not None)}
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            variable = PREFIX + str(problem["loc"][0]).upper()
            raise SettingsError(f"{variable}={problem['input']!r}: {problem['msg']}") from None
