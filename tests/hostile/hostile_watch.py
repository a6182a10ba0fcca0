"""What must never happen in a browser that shows the directory, seen from outside the page."""

from dataclasses import dataclass, field
from typing import Final, Self
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, WebError

CANARY: Final = """
Object.defineProperty(window, "__canary", { value: (number) => console.debug(`canary ${number}`) });
"""
"""Put into every frame before anything else runs."""

OWN_PATHS: Final = ("/api/", "/assets/", "/basemap/", "/component/", "/static/", "/_stcore/", "/media/", "/vendor/")
OWN_PAGES: Final = frozenset({"/", "/data", "/about", "/favicon.png"})
"""With OWN_PATHS, all that the application asks itself for: `<img src=x>` would be seen as a request for `/x`."""


@dataclass
class Watch:
    """What happened in a context since it was put under watch."""

    own: str
    """The address of the application, without a slash at the end."""
    ran: list[int] = field(default_factory=list)
    """The numbers of the strings that ran as a script."""
    dialogs: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    """Addresses asked for that are not the application's."""
    errors: list[str] = field(default_factory=list)
    """Uncaught errors of pages, and errors and refusals that the browser itself reports."""
    opened: list[str] = field(default_factory=list)
    """Windows that opened by themselves."""

    @classmethod
    def over(cls, context: BrowserContext, own: str) -> Self:
        """Watch everything in a context from now on."""
        watch = cls(own)
        context.add_init_script(CANARY)
        context.on("console", watch._on_console)
        context.on("dialog", watch._on_dialog)
        context.on("request", watch._on_request)
        context.on("weberror", watch._on_error)
        return watch

    def follow(self, page: Page) -> None:
        """Also notice windows that this page opens."""
        page.on("popup", lambda opened: self.opened.append(opened.url))

    @property
    def seen(self) -> dict[str, list[int] | list[str]]:
        """Everything that happened, by kind; empty when nothing did."""
        kinds: dict[str, list[int] | list[str]] = {
            "ran": self.ran,
            "dialogs": self.dialogs,
            "strangers": self.strangers,
            "errors": self.errors,
            "opened": self.opened,
        }
        return {kind: happened[:20] for kind, happened in kinds.items() if happened}

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.text.startswith("canary "):
            self.ran.append(int(message.text.removeprefix("canary ")))
        elif message.type == "error" or "Content Security Policy" in message.text:
            self.errors.append(message.text[:300])

    def _on_dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _on_request(self, request: Request) -> None:
        if request.url.startswith(("data:", "blob:", "about:")):
            return
        address = urlsplit(request.url)
        is_ours = f"{address.scheme}://{address.netloc}" == self.own
        if not is_ours or not (address.path in OWN_PAGES or address.path.startswith(OWN_PATHS)):
            self.strangers.append(request.url[:300])

    def _on_error(self, error: WebError) -> None:
        self.errors.append(str(error.error)[:300])
