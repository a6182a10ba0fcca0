"""The services that pages use; installed once by app.py before the first page is drawn."""

from directory.model.coordinates import Coordinates
from directory.model.criteria import Criteria
from directory.services.running import Services

_installed: list[Services] = []


def install(services: Services) -> None:
    """Make these the services of every page of this process."""
    _installed[:] = [services]


def services() -> Services:
    """Return the installed services; raises RuntimeError when app.py has not installed any."""
    if not _installed:
        raise RuntimeError("no services are installed; start the application with `make run`")
    return _installed[0]


def warm_up() -> None:
    """Ask once what every visit asks, so that the first visitor does not wait for what is built on first use."""
    everything = Criteria()
    catalogue = services().catalogue
    catalogue.facets(everything)
    catalogue.years(everything)
    catalogue.page(everything)
    services().gazetteer.nearest_label(Coordinates(latitude=0, longitude=0))
