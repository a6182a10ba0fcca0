"""A visit to a directory full of hostile strings: every page is read and compared with what is stored."""

from collections import Counter
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any, Final

from hostile_records import ACROSS, FOUND_SECTOR, LISTS, OPEN_SECTOR, PLAIN, ZOOM, stored, stored_list
from hostile_site import Site
from hostile_strings import Hostile
from hostile_watch import Watch
from playwright.sync_api import Frame, Page

from directory.model.issues import Severity
from directory.ui.data import LISTED

Item = dict[str, Any]
ROWS_OF_A_PAGE: Final = 50
WORD: Final = "canary"


def is_as_stored(item: Item, string: Hostile) -> bool:
    """Tell whether the API gives every text of an item as its file states it, and the place made of them."""
    text = stored(string.text)
    for column in ("name", "summary", "address", "city", "region"):
        assert item[column] == text, (column, item[column], text)
    for column in LISTS:
        assert item[column] == stored_list(column, string.text), (column, item[column])
    # A region named like its city counts once.
    country = "Namibia" if item["sector"] == FOUND_SECTOR else ""
    assert item["place"] == ", ".join(part for part in (text, country) if part)
    assert [link["text"] for link in item["source_links"]] == item["sources"]
    return True


class _Elements(HTMLParser):
    """Notes each element of a page with the names of its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


class Visit:
    """One visitor with a wide screen, who looks at everything once. Each step returns how much was compared."""

    def __init__(self, page: Page, site: Site, watch: Watch) -> None:
        """Take the whole result as the API gives it; the pages are compared with that."""
        self.page = page
        self.site = site
        self.watch = watch
        items = site.items()
        self.open = {item["id"]: item for item in items if item["sector"] == OPEN_SECTOR}
        self.found = {item["id"]: item for item in items if item["sector"] == FOUND_SECTOR}
        self.others = {item["id"]: item for item in items if item["id"] not in self.open | self.found}

    @property
    def every(self) -> dict[str, Item]:
        """All that is published."""
        return {**self.open, **self.found, **self.others}

    @property
    def telling(self) -> list[str]:
        """The ids whose profiles show every text once: all rows open to any text, and links and notes of the others."""
        linked = [id_ for id_, item in self.others.items() if item["website"] or item["archived_url"]]
        return [*self.open, *linked, *list(self.found)[::20]]

    def enter(self, query: str = "") -> None:
        """Load the explore page afresh."""
        self.page.goto(f"{self.site.address}/{query}")
        self.page.locator(".st-key-bar .sentence").wait_for(timeout=30_000)

    def list_and_map(self) -> int:
        """Read the result list to its end, and every marker with its tip and its popup."""
        self.enter(f"?sector={OPEN_SECTOR}&c=0,0&z={ZOOM}")
        listed = self._read("list", len(self.open))
        assert {each["id"] for each in listed} == set(self.open)
        for each in listed:
            self._same_in_list(each, self.open[each["id"]])
        markers = self._map().evaluate("() => __reader.markers()")
        drawn = [entry for marker in markers for entry in marker.get("entries", [])]
        assert {entry["id"] for entry in drawn} == set(self.open)
        assert len(drawn) == len(markers) == len(self.open) <= ACROSS**2
        for marker in markers:
            (entry,) = marker["entries"]
            item = self.open[entry["id"]]
            place = f"{item['place']} (exact)" if item["place"] else "Place known by exact"
            assert marker["label"] == f"{item['name']}, {OPEN_SECTOR}, {place}"
            assert marker["tip"] == [item["name"], f"{OPEN_SECTOR}, {place}"]
            self._same_in_panel(entry, item, place)
        return len(listed) + len(markers)

    def highlighted(self) -> int:
        """Search for a word of the canaries: matches are marked, and the summary says why."""
        total = self.site.client.get("/api/v1/initiatives", params={"q": WORD, "sector": OPEN_SECTOR}).json()
        self.enter(f"?sector={OPEN_SECTOR}&q={WORD}")
        listed = self._read("list", total["total"])
        for each in listed:
            item = self.open[each["id"]]
            self._same_in_list(each, item)
            assert each["summary"] == item["summary"]
        # Fewer than found: letters of another width and invisible ones match, and are not marked.
        return sum(each["marked"] > 0 for each in listed)

    def stacked(self) -> int:
        """Open the list behind the marker where the gazetteer put what it does not know, and read all its pages."""
        placed = {id_: (item["latitude"], item["longitude"]) for id_, item in self.found.items() if item["precision"]}
        ((latitude, longitude), total) = Counter(placed.values()).most_common(1)[0]
        self.enter(f"?sector={FOUND_SECTOR}&c={latitude},{longitude}&z=14")
        read = self._map().evaluate("total => __reader.stack(total)", total)
        assert {entry["id"] for entry in read} == {id_ for id_, at in placed.items() if at == (latitude, longitude)}
        for entry in read:
            item = self.found[entry["id"]]
            self._same_in_panel(entry, item, f"{item['place']} (country)")
        return len(read)

    def table(self) -> int:
        """Turn through the whole table."""
        total = len(self.every)
        read: list[dict[str, str]] = []
        while len(read) < total:
            first, last = len(read) + 1, min(len(read) + ROWS_OF_A_PAGE, total)
            query = f"?view=table&page={first // ROWS_OF_A_PAGE + 1}"
            said = f"{first:,}-{last:,} of {total:,}"
            read += self.page.evaluate("([query, said]) => __reader.table(query, said)", [query, said])
        assert sorted(row["id"] for row in read) == sorted(self.every)
        for row in read:
            item = self.every[row["id"]]
            assert row["name"] == item["name"]
            assert row["organisation"] == "; ".join(item["organisation"])
            assert row["place"] == (item["place"] or "No place")
        return total

    def facets(self) -> int:
        """Show all regions and cities of the rail."""
        self.enter()
        answer = self.site.client.get("/api/v1/facets").json()["facets"]
        for key, title in (("region", "Region"), ("city", "City")):
            wanted = Counter(value["label"] for value in answer[key] if value["count"])
            shown = self.page.evaluate("([title, total]) => __reader.facet(title, total)", [title, wanted.total()])
            assert Counter(value["label"] for value in shown) == wanted
            assert all(value["title"] == value["label"] for value in shown)
        return len(answer["region"]) + len(answer["city"])

    def profiles(self, ids: Sequence[str]) -> int:
        """Open profiles one after the other."""
        self.enter()
        for start in range(0, len(ids), 40):
            for shown in self.page.evaluate("ids => __reader.profiles(ids)", ids[start : start + 40]):
                self._same_in_profile(shown, self.every[shown["id"]])
        return len(ids)

    def report(self, issues: Sequence[Any]) -> int:
        """Read the report of the data page, which repeats the beginning of the texts that were refused."""
        self.enter()
        self.page.get_by_role("link", name="Data", exact=True).click()
        shown = Counter((each["where"], each["what"]) for each in self.page.evaluate("() => __reader.report()"))
        expected = Counter(
            (
                ", ".join(part for part in (issue.file, issue.line and f"line {issue.line}", issue.column) if part),
                f"{issue.value} {issue.hint} ({issue.code})" if issue.value else f"{issue.hint} ({issue.code})",
            )
            for severity in Severity
            for issue in [each for each in issues if each.severity is severity][:LISTED]
        )
        assert shown == expected
        return shown.total()

    def first_pages(self) -> int:
        """Read the HTML that link previews see: a record changes its texts, and not one element or attribute name."""
        plain = self._elements(PLAIN[0])
        for id_ in self.open:
            assert self._elements(id_) == plain, id_
        return len(self.open)

    def _elements(self, id_: str) -> list[tuple[str, tuple[str, ...]]]:
        page = _Elements()
        page.feed(self.site.client.get("/", params={"id": id_}).text)
        return page.found

    def machine_answers(self) -> int:
        """Open the API's own answers as pages, as somebody does who follows a link to them."""
        ids = sorted(self.open)[::20]
        for path in ("initiatives", "facets", *(f"initiatives/{id_}" for id_ in ids)):
            answer = self.page.goto(f"{self.site.address}/api/v1/{path}")
            assert answer is not None
            assert answer.headers["content-type"] == "application/json"
            assert self.page.evaluate("() => document.body.textContent") == answer.text()
        return len(ids) + 2

    def _read(self, what: str, total: int) -> list[dict[str, Any]]:
        read: list[dict[str, Any]] = self.page.evaluate("([what, total]) => __reader[what](total)", [what, total])
        return read

    def _map(self) -> Frame:
        self.page.frame_locator("iframe").locator(".li-map[data-painted]:not([aria-busy])").wait_for(timeout=30_000)
        return next(frame for frame in self.page.frames if "/component/" in frame.url)

    @staticmethod
    def _same_in_list(shown: dict[str, Any], item: Item) -> None:
        assert shown["name"] == item["name"]
        assert shown["organisation"] == "; ".join(item["organisation"])
        assert shown["place"].startswith(item["place"] or "No place")

    @staticmethod
    def _same_in_panel(entry: dict[str, Any], item: Item, place: str) -> None:
        assert entry["name"] == item["name"]
        assert entry["organisation"] == ", ".join(item["organisation"])
        assert entry["facts"] == [place, item["sector"]]

    @staticmethod
    def _same_in_profile(shown: dict[str, Any], item: Item) -> None:
        assert shown["name"] == item["name"]
        texts = set(shown["texts"])
        assert not item["summary"] or item["summary"] in texts
        assert not item["organisation"] or "; ".join(item["organisation"]) in texts
        assert not item["partners"] or "; ".join(item["partners"]) in texts
        assert (item["address"] or item["place"]) in shown["all"]
        assert f"“{item['name']}”" in shown["cite"]
        sources = [link for link in (item["website_link"], *item["source_links"]) if link]
        offered = {(link["text"], link["href"]) for link in sources if link["kind"] == "live"}
        ours = {"Natural Earth", "GeoNames", "Leaflet", "source"}
        copies = [link for link in shown["links"] if link["text"].startswith("Look for a copy of ")]
        assert all(link["href"].endswith(f"*/{item['website']}") for link in copies)
        leading = {
            (link["text"], link["href"])
            for link in shown["links"]
            if link["href"] != item["archived_url"] and link not in copies and link["text"] not in ours
        }
        assert leading == offered, leading ^ offered
        assert all(link["href"].startswith(("https://", "http://")) for link in shown["links"])
        assert {link["text"] for link in sources} <= texts
