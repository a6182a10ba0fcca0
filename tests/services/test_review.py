"""The queue and one submission: what a curator sees, and who may see it."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from desk_bench import CANARY, Bench, pick

from directory.api import desk_wire
from directory.model.criteria import Criteria
from directory.model.errors import DirectoryError, NotAllowed, NotSignedIn
from directory.model.submission import ProposedLink, State, SubmissionKind
from directory.services import accept, accounts, bulk, decide, entries, gaps, review, undo
from directory.services.accept import Edits
from directory.services.permission import VISITOR, Actor
from directory.store.people import DeskRole


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.services.close()


def numbers(page: review.QueuePage) -> list[int]:
    return [item.submission.number for item in page.items]


# Who may.

ACTIONS: Mapping[Callable[..., object], Mapping[str, Any]] = {
    review.queue: {"asked": review.Asked()},
    review.look: {"number": 1},
    accept.accept: {"pick": decide.Pick(1, 1)},
    decide.decline: {"pick": decide.Pick(1, 1), "reason": "spam"},
    decide.decline_many: {"picks": [decide.Pick(1, 1)], "reason": "spam"},
    decide.ask: {"pick": decide.Pick(1, 1), "question": "Since when?"},
    decide.merge: {"pick": decide.Pick(1, 1), "into": "alpha"},
    undo.undo: {"decision": 1},
    undo.undo_all: {"decisions": [1]},
    undo.uncheck: {"id_": "alpha", "position": 1},
    entries.check_entry: {"id_": "alpha"},
    entries.merge_entries: {"id_": "alpha", "into": "beta"},
    entries.roll_back: {"id_": "alpha", "position": 1},
    bulk.preview: {"edit": bulk.Edit(Criteria(q="Badges"), "status", "ended")},
    bulk.apply: {"edit": bulk.Edit(Criteria(q="Badges"), "status", "ended"), "version": "x"},
    gaps.gaps: {"gap": gaps.Gap.NO_YEARS},
    gaps.doubles: {},
}
FOR_ADMINS = {entries.roll_back}


def use_cases(module: ModuleType) -> set[Callable[..., object]]:
    """Every function that takes an actor: the ways into this module."""
    functions = inspect.getmembers(module, inspect.isfunction)
    return {
        function
        for name, function in functions
        if function.__module__ == module.__name__
        and not name.startswith("_")
        and "actor" in inspect.signature(function).parameters
    }


def test_every_way_into_the_desk_is_tried_below() -> None:
    modules = (review, accept, decide, undo, entries, bulk, gaps)
    assert set().union(*map(use_cases, modules)) == set(ACTIONS)


def test_what_takes_services_takes_an_actor() -> None:
    for module in (review, accept, decide, undo, entries, bulk, gaps):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if function.__module__ == module.__name__ and not name.startswith("_"):
                parameters = inspect.signature(function).parameters
                assert "services" not in parameters or "actor" in parameters, name


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.__name__)
def test_nobody_but_curators_may_act(bench: Bench, action: Callable[..., object]) -> None:
    bench.new()
    gone = bench.account("Gone", DeskRole.ADMIN)
    accounts.disable(bench.store, "Gone")
    before = bench.store.version()
    for actor in (VISITOR, Actor(999), gone):
        with pytest.raises(NotSignedIn):
            action(bench.services, actor=actor, **ACTIONS[action])
    assert bench.store.version() == before
    assert review.queue(bench.services, bench.curator, review.Asked()).counts[State.RECEIVED] == 1


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.__name__)
def test_curators_may_what_is_not_for_admins_alone_and_admins_may_everything(
    bench: Bench, action: Callable[..., object]
) -> None:
    bench.new()
    if action in FOR_ADMINS:
        with pytest.raises(NotAllowed):
            action(bench.services, actor=bench.curator, **ACTIONS[action])
    for actor in (bench.admin,) if action in FOR_ADMINS else (bench.curator, bench.admin):
        try:
            action(bench.services, actor=actor, **ACTIONS[action])
        except (NotSignedIn, NotAllowed) as error:
            pytest.fail(f"refused: {error}")
        except DirectoryError:
            pass  # permitted, then refused for what it asked


def test_a_role_that_was_taken_away_counts_from_the_next_action(bench: Bench) -> None:
    position = bench.revision("alpha")
    entries.roll_back(bench.services, bench.admin, "alpha", position=position)
    accounts.set_role(bench.store, "Ada", DeskRole.CURATOR)
    with pytest.raises(NotAllowed):
        entries.roll_back(bench.services, bench.admin, "alpha", position=position)


# The queue.


def test_the_queue_lists_what_is_open_oldest_first_with_counts_of_everything(bench: Bench) -> None:
    first, second, third = bench.new(), bench.correction(name="Alpha"), bench.about(SubmissionKind.REMOVAL, "beta")
    decide.decline(bench.services, bench.curator, pick(second), reason="spam")
    page = review.queue(bench.services, bench.curator, review.Asked())
    assert numbers(page) == [first.number, third.number]
    assert (page.total, page.page, page.pages) == (2, 1, 1)
    assert (page.counts[State.RECEIVED], page.counts[State.DECLINED], page.counts[State.MERGED]) == (2, 1, 0)
    assert [item.title for item in page.items] == ["Delta Badges", "Beta Badges"]
    assert [item.place for item in page.items] == ["Lyon, France", "Oslo, Norway"]


def test_the_queue_can_be_narrowed_by_state_kind_and_text(bench: Bench) -> None:
    new, correction = bench.new(name='Quote " and % badges'), bench.correction(summary="Something else")
    declined = bench.new(name="Spam")
    decide.decline(bench.services, bench.curator, pick(declined), reason="spam")

    def found(**asked: object) -> list[int]:
        return numbers(review.queue(bench.services, bench.curator, review.Asked(**asked)))  # type: ignore[arg-type]

    assert found(states=(State.DECLINED,)) == [declined.number]
    assert found(kinds=(SubmissionKind.CORRECTION,)) == [correction.number]
    assert found(text='" and %') == [new.number]
    assert found(text="ALPHA") == [correction.number]
    assert found(text="nothing like it") == []


def test_a_page_beyond_the_last_is_the_last(bench: Bench) -> None:
    for number in range(review.ITEMS + 1):
        bench.new(name=f"Badges {number}")
    page = review.queue(bench.services, bench.curator, review.Asked(page=9))
    assert (page.page, page.pages, len(page.items)) == (2, 2, 1)


@pytest.mark.parametrize(
    ("span", "words"),
    [
        ({"seconds": 59}, "less than a minute"),
        ({"seconds": 60}, "1 minute"),
        ({"hours": 5}, "5 hours"),
        ({"days": 40}, "40 days"),
    ],
)
def test_the_age_is_in_words(bench: Bench, span: dict[str, float], words: str) -> None:
    bench.new()
    bench.clock.move(**span)
    assert review.queue(bench.services, bench.curator, review.Asked()).items[0].age_words == words


def test_likely_doubles_are_counted_in_the_queue_and_named_with_their_reasons(bench: Bench) -> None:
    submission = bench.new(name="Alpha Badges", city="Chicago", region="Illinois", country="US")
    assert review.queue(bench.services, bench.curator, review.Asked()).items[0].doubles == 1
    (double,) = review.look(bench.services, bench.curator, submission.number).checked.doubles
    assert (double.id, double.reasons) == ("alpha", ("Similar name, same place",))


# One submission.


def test_a_correction_is_shown_field_by_field_against_what_is_published_now(bench: Bench) -> None:
    submission = bench.correction(name="Alpha", year_started="2014")
    found = review.look(bench.services, bench.curator, submission.number)
    assert [(change.column, change.before, change.after) for change in found.difference] == [
        ("name", "Alpha Badges", "Alpha"),
        ("year_started", "", "2014"),
    ]
    assert found.changed_meanwhile == ()
    assert found.merged.conflicts == ()


def test_what_changed_meanwhile_and_what_both_changed_is_shown(bench: Bench) -> None:
    mine, theirs = bench.correction(name="Alpha one", city="Springfield"), bench.correction(name="Alpha two", reach="9")
    accept.accept(bench.services, bench.other, pick(theirs))
    found = review.look(bench.services, bench.curator, mine.number)
    assert [change.column for change in found.changed_meanwhile] == ["name", "reach"]
    assert found.merged.conflicts == ("name",)
    assert found.merged.row["city"] == "Springfield"
    assert found.merged.row["reach"] == "9"
    assert [change.column for change in found.difference] == ["name", "city"]


def test_sources_are_links_only_where_they_may_be(bench: Bench) -> None:
    submission = bench.new(sources="https://a.example/x;javascript:alert(1);https://omnignorant.com/")
    found = review.look(bench.services, bench.curator, submission.number)
    assert [(link.kind, link.href) for link in found.sources] == [
        ("live", "https://a.example/x"),
        ("text", ""),
        ("unsafe", ""),
    ]


def test_there_is_no_such_submission(bench: Bench) -> None:
    with pytest.raises(review.NoSuchSubmission):
        review.look(bench.services, bench.curator, 99)


def test_what_happened_to_a_submission_is_told_in_words(bench: Bench) -> None:
    submission = bench.new()
    done = accept.accept(bench.services, bench.curator, pick(submission), edits=Edits(words="Welcome."))
    assert done.decision
    undo.undo(bench.services, bench.curator, decision=done.decision)
    decide.decline(bench.services, bench.curator, pick(bench.again(submission)), reason="no-source")
    told = desk_wire.review(review.look(bench.services, bench.curator, submission.number), bench.services.catalogue)
    assert [step["words"] for step in told["history"]] == [
        "Received",
        "Accepted (Welcome.)",
        "The decision before was taken back",
        "Opened again",
        "Declined (No source could be found)",
    ]


def test_curators_learn_that_there_is_a_contact_and_never_which(bench: Bench) -> None:
    told = bench.new(contact=True)
    silent = bench.new(name="Epsilon", links=(ProposedLink(relation="part_of", other_id="beta"),))
    with_contact = review.look(bench.services, bench.curator, told.number)
    assert with_contact.has_contact
    assert not review.look(bench.services, bench.curator, silent.number).has_contact
    searched = review.queue(bench.services, bench.curator, review.Asked(text=CANARY))
    assert searched.total == 0
    assert CANARY not in repr([with_contact, searched])
