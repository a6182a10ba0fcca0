"""The services that pages use; installed once by app.py before the first page is drawn."""

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
