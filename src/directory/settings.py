"""Everything configurable, read once from the environment.

Each setting is an environment variable `DIRECTORY_<NAME>`; docs/operations.md lists them and a test compares.
"""

import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

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
    """What the application writes: caches, and the store once there is one."""
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
