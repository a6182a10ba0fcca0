"""Hostile strings in every column of the data files: refused with their code, or shown as the text they are.

Everything is looked at in a real browser, and nothing but text may come of it: no script, no dialog, no request to
another host, no error of a page.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_batch import SIZE, Batch, visited
from hostile_strings import hostile_strings
from playwright.sync_api import Browser

from directory.model.issues import Severity

pytestmark = pytest.mark.browser
ALL = 10_000


@pytest.fixture(scope="module")
def batch(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Batch]:
    with visited(browser, tmp_path_factory.mktemp("hostile"), hostile_strings(SIZE)) as served:
        yield served


@pytest.fixture(autouse=True)
def nothing_happens(request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "batch" in request.fixturenames:
        served: Batch = request.getfixturevalue("batch")
        assert served.watch.seen == {}
        assert served.site.complaints() == []


def test_each_row_is_refused_with_its_code_line_and_column_or_published_as_it_is(batch: Batch) -> None:
    refused, published = batch.account_for_every_row()
    assert refused > 15 * SIZE
    assert published > 2 * SIZE


def test_the_check_names_every_error_and_sends_nothing_to_the_terminal_but_printable_text(batch: Batch) -> None:
    said = batch.check_as_an_operator_does()
    assert all(char.isprintable() or char == "\n" for char in said)
    errors = [issue for issue in batch.report.issues if issue.severity is Severity.ERROR]
    lines = said.splitlines()
    by_line = defaultdict(list)
    for line in lines:
        if match := re.match(r"  line (\d+), ", line):
            by_line[int(match[1])].append(line)
    told = [(issue.line or 0, issue.column, issue.code) for issue in errors if issue.column]
    assert len(told) > 15 * SIZE
    assert all(
        any(line.startswith(f"  line {number}, {column}, {code}") for line in by_line[number])
        for number, column, code in told
    )
    assert lines[-1] == f"{batch.report.left_out} rows left out of {batch.report.rows_read}"


def test_the_list_the_markers_their_tips_and_popups_show_the_text(batch: Batch) -> None:
    assert batch.visit.list_and_map() > SIZE


def test_what_a_search_finds_is_marked_without_changing_the_text(batch: Batch) -> None:
    assert batch.visit.highlighted() > SIZE / 10


def test_the_paged_list_behind_a_marker_shows_the_text(batch: Batch) -> None:
    assert batch.visit.stacked() > SIZE / 6


def test_the_table_shows_the_text(batch: Batch) -> None:
    assert batch.visit.table() > SIZE


def test_the_filters_show_the_text(batch: Batch) -> None:
    assert batch.visit.facets() > SIZE


def test_the_profiles_show_the_text(batch: Batch) -> None:
    assert batch.visit.profiles(batch.visit.telling[::3]) > SIZE * 0.25


def test_the_page_before_any_script_runs_holds_nothing_of_a_record_but_text(batch: Batch) -> None:
    assert batch.visit.first_pages() > SIZE * 0.8


def test_the_report_of_the_data_page_shows_what_was_refused_as_text(batch: Batch) -> None:
    assert batch.visit.report(batch.report.issues) > 400


def test_the_answers_of_the_api_opened_as_pages_are_text(batch: Batch) -> None:
    assert batch.visit.machine_answers() > SIZE / 30


@pytest.mark.long
@pytest.mark.parametrize("start", range(SIZE, ALL, SIZE))
def test_ten_thousand_strings_are_refused_or_shown(browser: Browser, tmp_path: Path, start: int) -> None:
    strings = hostile_strings(ALL)[start : start + SIZE]
    with visited(browser, tmp_path, strings) as served:
        served.account_for_every_row()
        served.check_as_an_operator_does()
        visit = served.visit
        visit.list_and_map()
        visit.highlighted()
        visit.stacked()
        visit.table()
        visit.facets()
        visit.profiles(visit.telling)
        visit.report(served.report.issues)
        visit.first_pages()
        visit.machine_answers()
        assert served.watch.seen == {}
        assert served.site.complaints() == []
