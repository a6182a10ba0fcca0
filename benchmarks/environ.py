"""The environment of what is measured: nothing of this machine's operator."""

import os
from collections.abc import Mapping

from directory.settings import PREFIX


def environ_with(settings: Mapping[str, str]) -> dict[str, str]:
    """Return our own environment, with these settings instead of the operator's."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    return {**own, **settings}
