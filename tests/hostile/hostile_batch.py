"""A batch of hostile strings, on disk and served, with a browser that looks at it."""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from hostile_records import ANY_TEXT, CERTAIN_TEXTS, LINK_CODES, LINKS, PLAIN, Written, faults, stored, write_directory
from hostile_site import Site, running
from hostile_strings import Hostile
from hostile_visit import Visit, is_as_stored
from hostile_watch import Watch
from playwright.sync_api import Browser

from directory.model.issues import Issue, Severity
from directory.services.check import check_directory
from directory.services.report import Report

READER: Final = Path(__file__).with_name("hostile_reader.js")
SIZE: Final = 150
"""Strings of one batch: their markers fit on one screen, and their issues into one report."""


@dataclass(frozen=True)
class Batch:
    """One batch: what was written, what the check says about it, and a visit to the site that serves it."""

    folder: Path
    written: Sequence[Written]
    report: Report
    site: Site
    watch: Watch
    visit: Visit

    def check_as_an_operator_does(self) -> str:
        """Run `directory check` and return what it says; it finds errors."""
        command = [sys.executable, "-m", "directory.cli", "check", str(self.folder)]
        done = subprocess.run(command, capture_output=True, check=False, timeout=60)
        assert done.returncode == 1, done.stderr.decode()
        assert done.stderr == b""
        return done.stdout.decode()

    def account_for_every_row(self) -> tuple[int, int]:
        """Compare every row with the report and the API; return how many were refused and how many are published."""
        errors: defaultdict[tuple[str, int | None], list[Issue]] = defaultdict(list)
        for issue in self.report.issues:
            if issue.severity is Severity.ERROR:
                errors[issue.file, issue.line].append(issue)
        assert set(PLAIN) <= set(self.visit.every)
        evidence = {link["evidence"] for link in self._links_of(PLAIN[0])}
        refused = published = 0
        for row in self.written:
            found = errors.pop((row.file, row.line), [])
            assert_codes_fit(row, found)
            if found:
                refused += 1
                assert not row.id or row.id not in self.visit.every, row
            else:
                published += 1
                self._assert_published(row, evidence)
        assert not errors, "issues about lines where no row starts"
        return refused, published

    def _links_of(self, id_: str) -> list[dict[str, str]]:
        links: list[dict[str, str]] = self.site.client.get(f"/api/v1/initiatives/{id_}").json()["links"]
        return links

    def _assert_published(self, row: Written, evidence: set[str]) -> None:
        if row.string is None:
            return
        if row.file == LINKS:
            assert row.columns != ("evidence",) or stored(row.string.text) in evidence
        elif row.columns == tuple(ANY_TEXT):
            assert is_as_stored(self.visit.every[row.id], row.string)
        else:
            assert (row.id or stored(row.string.text)) in self.visit.every


def assert_codes_fit(row: Written, found: Sequence[Issue]) -> None:
    """Check the issues of one row: each in a column where a string stands, each with a code that says what is wrong."""
    if row.string is None:
        assert not found, (row, found)
        return
    about_the_row = {issue.code for issue in found if not issue.column}
    for column in row.columns:
        wrong = faults(column, row.string.text)
        certain = CERTAIN_TEXTS.get(column, frozenset()) | LINK_CODES.get(column, frozenset())
        codes = {issue.code for issue in found if issue.column == column} | about_the_row
        assert codes <= wrong | certain, (row.line, column, row.string, codes, wrong)
        assert codes or not wrong, (row.line, column, row.string, wrong)
    others = {issue.column for issue in found} - set(row.columns) - {""}
    # Half a position is told at the half that is missing.
    assert others <= {"latitude", "longitude"}, (row, others)


@contextmanager
def visited(browser: Browser, folder: Path, strings: Sequence[Hostile]) -> Iterator[Batch]:
    """Write, check, serve and visit a batch.

    The browser is told to mind no Content-Security-Policy: it would stop most of what could run, and so hide it.
    """
    written = write_directory(folder, strings)
    report = check_directory(folder)
    context = browser.new_context(viewport={"width": 2600, "height": 1000}, locale="en-GB", bypass_csp=True)
    with running(folder) as site:
        watch = Watch.over(context, site.address)
        context.add_init_script(path=READER)
        page = context.new_page()
        watch.follow(page)
        try:
            yield Batch(folder, written, report, site, watch, Visit(page, site, watch))
        finally:
            context.close()
