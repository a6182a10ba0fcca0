"""Work on what is published: checked today, bulk edits, work lists, doubles, roll back; and what everybody may read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_bench import CANARY, Bench, pick

from directory.model.criteria import Criteria
from directory.model.errors import InputRejected, NotFound
from directory.model.initiative import Initiative
from directory.model.submission import SubmissionKind
from directory.services import bulk, decide, entries, gaps, undo
from directory.services.accept import Edits, accept
from directory.services.conflicts import ChangedMeanwhile
from directory.services.decisions import Wanted, decisions
from directory.services.gaps import Gap
from directory.services.history import history_of
from directory.store import Author
from directory.store import directory as published
from directory.store.ledger import AuthorKind

ACTIVE = Criteria(status=("active",))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.services.close()


def gap(bench: Bench, kind: Gap) -> list[str]:
    return [item.entry.initiative.id for item in gaps.gaps(bench.services, bench.curator, kind).items]


def test_checked_today_is_shown_at_once_and_leaves_the_list_of_unchecked(bench: Bench) -> None:
    assert gap(bench, Gap.UNCHECKED) == ["alpha", "beta", "gamma"]
    entries.check_entry(bench.services, bench.curator, "beta")
    last_checked = bench.services.catalogue.get("beta").last_checked
    assert last_checked
    assert last_checked.isoformat() == "2026-11-23"
    assert gap(bench, Gap.UNCHECKED) == ["alpha", "gamma"]
    with pytest.raises(NotFound):
        entries.check_entry(bench.services, bench.curator, "nobody")


def test_work_lists_name_what_an_entry_lacks(bench: Bench) -> None:
    assert gap(bench, Gap.NO_PLACE) == ["gamma"]
    assert gap(bench, Gap.NO_YEARS) == ["alpha", "beta"]
    assert gap(bench, Gap.DEAD_WEBSITE) == ["beta"]
    (dead,) = gaps.gaps(bench.services, bench.curator, Gap.DEAD_WEBSITE).items
    assert dead.website
    assert (dead.website.kind, dead.website.href) == ("unsafe", "")
    online = bench.new(name="Online only", city="", country="", place_kind="online")
    accept(bench.services, bench.curator, pick(online))
    assert gap(bench, Gap.NO_PLACE) == ["gamma"]


def test_pages_of_a_work_list_are_clamped(bench: Bench) -> None:
    page = gaps.gaps(bench.services, bench.curator, Gap.NO_YEARS, page=7)
    assert (page.total, page.page, page.pages) == (2, 1, 1)


def test_published_doubles_come_with_their_reasons_likeliest_first(bench: Bench) -> None:
    new: tuple[dict[str, Any], ...] = (
        {"name": "Alpha Badges", "city": "Chicago", "region": "Illinois", "country": "US"},
        {"name": "Quite another", "city": "Oslo", "country": "NO", "website": "https://www.one.example/"},
        {"name": "Something else", "city": "Paris", "country": "FR", "website": "http://one.example/about"},
        {"name": "Far away", "city": "Lima", "country": "PE", "website": "https://github.com/a"},
        {"name": "Further away", "city": "Cairo", "country": "EG", "website": "https://github.com/b"},
    )
    for cells in new:
        accept(bench.services, bench.curator, pick(bench.new(**cells)))
    pairs = gaps.doubles(bench.services, bench.curator).items
    assert [{pair.one.initiative.id, pair.other.initiative.id} for pair in pairs[:2]] == [
        {"alpha", "alpha-badges"},
        {"quite-another", "something-else"},
    ]
    assert [pair.reasons for pair in pairs[:2]] == [("Similar name, near by",), ("Same website: one.example",)]
    assert all("github" not in " ".join(pair.reasons) for pair in pairs)


# Bulk edits.


def test_a_preview_shows_what_would_change_and_changes_nothing(bench: Bench) -> None:
    before = bench.store.version()
    shown = bulk.preview(bench.services, bench.curator, bulk.Edit(ACTIVE, "year_started", "2013"))
    assert shown.total == 2
    assert {(change.id, change.before, change.after) for change in shown.changes} == {
        ("alpha", "", "2013"),
        ("beta", "", "2013"),
    }
    assert (shown.decision, bench.store.version()) == (None, before)


def test_a_bulk_edit_does_what_its_preview_showed_in_one_transaction(bench: Bench) -> None:
    edit = bulk.Edit(ACTIVE, "sector", "Schools")
    shown = bulk.preview(bench.services, bench.curator, edit)
    done = bulk.apply(bench.services, bench.curator, edit, version=shown.version)
    assert (done.total, done.changes) == (3, shown.changes)
    assert {bench.row(id_)["sector"] for id_ in ("alpha", "beta", "gamma")} == {"Schools"}
    assert bench.row("alpha")["updated"] == "2026-11-23"
    assert done.version == bench.services.catalogue.version != shown.version


def test_a_preview_of_yesterday_is_not_applied(bench: Bench) -> None:
    edit = bulk.Edit(ACTIVE, "sector", "Schools")
    shown = bulk.preview(bench.services, bench.curator, edit)
    accept(bench.services, bench.curator, pick(bench.correction(name="Alpha")))
    with pytest.raises(ChangedMeanwhile):
        bulk.apply(bench.services, bench.curator, edit, version=shown.version)
    assert bench.row("beta")["sector"] == ""


def test_a_bulk_edit_overwrites_nothing_that_the_snapshot_does_not_show_yet(bench: Bench) -> None:
    edit = bulk.Edit(ACTIVE, "sector", "Schools")
    shown = bulk.preview(bench.services, bench.curator, edit)
    newer = Initiative.model_validate(bench.row("alpha") | {"sector": "Non-profit and community"})
    with bench.store.write() as writing:  # as another process would
        published.put_initiative(writing, newer, author=Author(AuthorKind.CURATOR, 2))
    with pytest.raises(ChangedMeanwhile):
        bulk.apply(bench.services, bench.curator, edit, version=shown.version)
    assert [bench.row(id_)["sector"] for id_ in ("alpha", "beta")] == ["Non-profit and community", ""]


@pytest.mark.parametrize(
    ("criteria", "column", "value", "named"),
    [
        (ACTIVE, "name", "One name", "column"),
        (ACTIVE, "id", "x", "column"),
        (ACTIVE, "\0", "x", "column"),
        (ACTIVE, "country", "Atlantis", "value"),
        (ACTIVE, "year_ended", "2001", "value"),
        (Criteria(), "status", "ended", "query"),
    ],
)
def test_what_a_bulk_edit_may_not_is_named(
    bench: Bench, criteria: Criteria, column: str, value: str, named: str
) -> None:
    with pytest.raises(InputRejected) as error:
        bulk.preview(bench.services, bench.curator, bulk.Edit(criteria, column, value))
    assert {issue.column for issue in error.value.issues} == {named}
    if column == "year_ended":
        assert error.value.issues[0].hint.startswith("Gamma Badges: ")


# Roll back.


def test_an_admin_publishes_an_earlier_state_again(bench: Bench) -> None:
    first, row = bench.revision("alpha"), bench.row("alpha")
    accept(bench.services, bench.curator, pick(bench.correction(name="Wrong", reach="1")))
    entries.roll_back(bench.services, bench.admin, "alpha", position=first)
    assert bench.row("alpha") == row


def test_roll_back_brings_a_merged_entry_back(bench: Bench) -> None:
    first = bench.revision("alpha")
    entries.merge_entries(bench.services, bench.curator, "alpha", into="beta")
    entries.roll_back(bench.services, bench.admin, "alpha", position=first)
    assert bench.is_published("alpha")
    assert bench.leads_to("alpha") is None


@pytest.mark.parametrize("position", [1, 10**9])
def test_roll_back_needs_a_state_of_this_record(bench: Bench, position: int) -> None:
    with pytest.raises(NotFound):
        entries.roll_back(bench.services, bench.admin, "gamma", position=position)


# In the open.


def test_decisions_are_public_with_reason_and_words_the_newest_first(bench: Bench) -> None:
    declined, corrected = bench.new(name="Hidden draft", contact=True), bench.correction(name="Alpha")
    decide.decline(bench.services, bench.curator, pick(declined), reason="no-source", words="None was named.")
    bench.clock.move(days=1)
    accept(bench.services, bench.admin, pick(corrected), edits=Edits(words="Thank you."))
    page = decisions(bench.services, Wanted())
    assert [
        (one.number, one.date, one.kind, one.entry_id, one.outcome, one.reason_words, one.words, one.author)
        for one in page.items
    ] == [
        (corrected.number, "2026-11-24", "correction", "alpha", "accepted", "", "Thank you.", "admin"),
        (
            declined.number,
            "2026-11-23",
            "new",
            "",
            "declined",
            "No source could be found",
            "None was named.",
            "curator",
        ),
    ]
    assert page.items[0].entry_name == "Alpha"
    for private in (CANARY, "Hidden draft", "Cora", "Ada", "I work there"):
        assert private not in repr(page)


def test_decisions_can_be_narrowed_and_words_cannot_pretend(bench: Bench) -> None:
    trick = '","outcome":"accepted","entry":"alpha'
    decide.decline(bench.services, bench.curator, pick(bench.new()), reason="spam", words=trick)
    accept(bench.services, bench.curator, pick(bench.correction(name="Alpha")))
    done = entries.merge_entries(bench.services, bench.curator, "gamma", into="beta")

    def found(**wanted: str) -> list[str]:
        return [one.kind for one in decisions(bench.services, Wanted(**wanted)).items]  # type: ignore[arg-type]

    assert found(outcome="accepted") == ["correction"]
    assert found(outcome="declined") == ["new"]
    assert found(entry="alpha") == ["correction"]
    assert found(kind="merge") == ["merge"]
    assert found(kind="%") == found(outcome="accept") == []
    assert decisions(bench.services, Wanted(page=9)).page == 1
    assert decisions(bench.services, Wanted(kind="merge")).items[0].number is None
    assert done.decision


def test_an_undone_decision_stays_and_the_undo_stands_above_it(bench: Bench) -> None:
    done = accept(bench.services, bench.curator, pick(bench.correction(name="Alpha")))
    assert done.decision
    undo.undo(bench.services, bench.curator, decision=done.decision)
    assert [one.outcome for one in decisions(bench.services, Wanted(entry="alpha")).items] == ["undone", "accepted"]


def test_history_tells_every_change_with_its_difference_and_the_kind_of_author(bench: Bench) -> None:
    accept(bench.services, bench.curator, pick(bench.correction(name="Alpha")))
    entries.merge_entries(bench.services, bench.admin, "alpha", into="beta")
    steps = history_of(bench.services, "alpha")
    assert [(step.words, step.author) for step in steps] == [
        ("Merged into beta", "admin"),
        ("Taken out", "admin"),
        ("Checked", "curator"),
        ("Changed", "curator"),
        ("Added", "file"),
    ]
    assert [(change.column, change.before, change.after) for change in steps[3].difference] == [
        ("name", "Alpha Badges", "Alpha")
    ]
    assert [step.is_state for step in steps] == [False, False, False, True, True]
    with pytest.raises(NotFound):
        history_of(bench.services, "nobody")


def test_a_removed_entry_keeps_its_history_and_is_put_back_rather_than_added(bench: Bench) -> None:
    done = accept(bench.services, bench.curator, pick(bench.about(SubmissionKind.REMOVAL, "gamma")))
    assert [step.words for step in history_of(bench.services, "gamma")] == ["Taken out", "Added"]
    assert done.decision
    undo.undo(bench.services, bench.curator, decision=done.decision)
    words = [step.words for step in history_of(bench.services, "gamma") if step.is_state]
    assert words == ["Put back", "Added"]
