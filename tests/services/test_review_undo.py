"""Declining, asking, merging, and taking decisions back: afterwards everything is as it was before."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from databases import on_each_database
from desk_bench import CANARY, Bench, pick
from sqlalchemy import select

from directory.model.criteria import Criteria
from directory.model.errors import InputRejected, NotAllowed, NotFound
from directory.model.submission import ProposedLink, State, SubmissionKind
from directory.services import bulk, decide, entries, undo
from directory.services.accept import Edits, accept
from directory.services.conflicts import ChangedMeanwhile
from directory.services.decide import Pick
from directory.store import tables
from directory.store.rebuild import rebuild
from directory.store.verify import verify


@pytest.fixture
def bench(tmp_path: Path, database: str) -> Iterator[Bench]:
    made = Bench(tmp_path, database=database)
    yield made
    assert verify(made.store).broken is None
    assert rebuild(made.store).differed == ()
    made.services.close()


class Shown(NamedTuple):
    """Everything that is published, but for revisions."""

    initiatives: dict[str, tuple[str, str | None]]
    links: dict[str, str]
    aliases: dict[str, str]


def shown(bench: Bench) -> Shown:
    with bench.store.read() as connection:
        initiatives = connection.execute(select(tables.initiatives)).all()
        links = connection.execute(select(tables.links)).all()
        aliases = connection.execute(select(tables.aliases)).all()
    return Shown(
        {row.id: (row.body, row.checked) for row in initiatives},
        {row.key: row.body for row in links},
        {row.id: row.target_id for row in aliases},
    )


def mails(bench: Bench) -> list[str]:
    with bench.store.read() as connection:
        return list(connection.execute(select(tables.outbox.c.key).order_by(tables.outbox.c.id)).scalars())


def taken_back(bench: Bench, decision: int | None) -> None:
    assert decision is not None
    undo.undo(bench.services, bench.other, decision=decision)


# Decline and ask.


@on_each_database
def test_declining_keeps_reason_and_words_and_tells_who_left_an_address(bench: Bench) -> None:
    told, silent = bench.new(contact=True), bench.new(name="Epsilon")
    for submission in (told, silent):
        decide.decline(bench.services, bench.curator, pick(submission), reason="no-source", words="Not found.")
    after = bench.again(told)
    assert (after.state, after.outcome, after.reason, after.words) == (
        State.DECLINED,
        "declined",
        "no-source",
        "Not found.",
    )
    assert mails(bench) == [f"decided:{told.number}:2"]


@pytest.mark.parametrize(
    ("reason", "words", "column", "code"),
    [
        ("boring", "", "reason", "unknown-value"),
        ("other", "  ", "words", "required"),
        ("spam", "x" * 4_001, "words", "too-long"),
        ("spam", f"Write to {CANARY}", "words", "personal-data"),
        ("spam", "\0", "words", "control-character"),
    ],
)
def test_a_decline_needs_a_reason_and_words_everybody_may_read(
    bench: Bench, reason: str, words: str, column: str, code: str
) -> None:
    submission = bench.new()
    with pytest.raises(InputRejected) as error:
        decide.decline(bench.services, bench.curator, pick(submission), reason=reason, words=words)
    assert [(issue.column, issue.code) for issue in error.value.issues] == [(column, code)]
    assert bench.again(submission) == submission


def test_a_bulk_decline_does_what_it_can_and_names_what_changed_meanwhile(bench: Bench) -> None:
    one, changed, decided = bench.new(name="A"), bench.new(name="B"), bench.new(name="C")
    decide.ask(bench.services, bench.other, pick(changed), question="Since when?")
    decide.decline(bench.services, bench.other, pick(decided), reason="spam")
    picks = [pick(one), pick(changed), pick(decided), Pick(99, 1), pick(one)]
    done = decide.decline_many(bench.services, bench.curator, picks, reason="advertising")
    assert done.done == (one.number,)
    assert done.conflicts == (changed.number, decided.number, 99, one.number)
    assert bench.again(changed).state is State.WAITING
    taken_back(bench, done.decisions[0])
    assert bench.again(one).state is State.RECEIVED


def test_a_bulk_decline_is_bounded(bench: Bench) -> None:
    with pytest.raises(InputRejected):
        decide.decline_many(bench.services, bench.curator, [Pick(1, 1)] * 501, reason="spam")


@on_each_database
def test_asking_waits_for_the_answer_and_tells_the_contributor(bench: Bench) -> None:
    submission = bench.new(contact=True)
    decide.ask(bench.services, bench.curator, pick(submission), question=" Since when? ")
    after = bench.again(submission)
    assert (after.state, after.question) == (State.WAITING, "Since when?")
    assert mails(bench) == [f"asked:{submission.number}:2"]
    with pytest.raises(InputRejected):
        decide.ask(bench.services, bench.curator, pick(after), question="  ")
    accept(bench.services, bench.curator, pick(after))  # a curator need not wait


# Merge.


@on_each_database
def test_an_entry_merges_into_another_with_its_links_and_its_id(bench: Bench) -> None:
    submission = bench.about(SubmissionKind.REPORT, "alpha")
    decide.merge(bench.services, bench.curator, pick(submission), into="beta")
    assert not bench.is_published("alpha")
    # part_of beta would lead to itself now, and partner_of gamma was there already.
    assert bench.links("beta") == {("beta", "partner_of", "gamma")}
    assert bench.leads_to("alpha") == "beta"
    assert (bench.again(submission).state, bench.again(submission).entry_id) == (State.MERGED, "beta")


def test_links_that_are_not_there_yet_move_over(bench: Bench) -> None:
    entries.merge_entries(bench.services, bench.curator, "gamma", into="beta")
    assert bench.links("beta") == {("alpha", "part_of", "beta"), ("alpha", "partner_of", "beta")}


def test_ids_that_led_to_a_merged_entry_follow_it(bench: Bench) -> None:
    entries.merge_entries(bench.services, bench.curator, "alpha", into="beta")
    entries.merge_entries(bench.services, bench.curator, "beta", into="gamma")
    assert (bench.leads_to("alpha"), bench.leads_to("beta")) == ("gamma", "gamma")


def test_a_new_one_merges_by_giving_its_links(bench: Bench) -> None:
    links = (
        ProposedLink(relation="runs_on", other_id="beta"),
        ProposedLink(relation="part_of", other_id=" gamma ", direction="in"),
        ProposedLink(relation="part_of", other_id="nobody"),
        ProposedLink(relation="loves", other_id="beta"),
    )
    submission = bench.new(links=links)
    decide.merge(bench.services, bench.curator, pick(submission), into="alpha")
    assert {("alpha", "runs_on", "beta"), ("gamma", "part_of", "alpha")} <= bench.links("alpha")
    assert len(bench.links("alpha")) == 4


@pytest.mark.parametrize("into", ["alpha", "nobody", "", "\ud800"])
def test_nothing_merges_into_itself_or_into_nothing(bench: Bench, into: str) -> None:
    submission = bench.about(SubmissionKind.REPORT, "alpha")
    with pytest.raises(InputRejected):
        decide.merge(bench.services, bench.curator, pick(submission), into=into)
    assert bench.again(submission) == submission


# Undo.


@on_each_database
def test_undoing_brings_back_what_was_published_and_opens_the_submission(bench: Bench) -> None:
    bench.services.catalogue  # noqa: B018  # built before
    entries.check_entry(bench.services, bench.curator, "alpha")
    bench.clock.move(days=3)
    links = (ProposedLink(relation="part_of", other_id="gamma"),)
    for submission in (
        bench.new(links=links),
        bench.correction(name="Alpha", links=links),
        bench.about(SubmissionKind.REMOVAL),
        bench.about(SubmissionKind.REPORT),
    ):
        before = shown(bench)
        done = accept(bench.services, bench.curator, pick(submission))
        assert shown(bench) != before or submission.kind is SubmissionKind.REPORT
        taken_back(bench, done.decision)
        assert shown(bench) == before
        after = bench.again(submission)
        assert (after.state, after.outcome, after.entry_id, after.decided_by) == (State.RECEIVED, "", "", None)


def test_undoing_a_merge_brings_both_back(bench: Bench) -> None:
    entries.merge_entries(bench.services, bench.curator, "gamma", into="alpha")
    before = shown(bench)
    submission = bench.about(SubmissionKind.REPORT, "alpha")
    done = decide.merge(bench.services, bench.curator, pick(submission), into="beta")
    assert bench.leads_to("gamma") == "beta"
    taken_back(bench, done.decision)
    assert shown(bench) == before


@on_each_database
def test_undoing_a_bulk_edit_brings_every_entry_back(bench: Bench) -> None:
    before = shown(bench)
    edit = bulk.Edit(Criteria(status=("active",)), "status", "ended")
    done = bulk.apply(bench.services, bench.curator, edit, version=bench.services.catalogue.version)
    assert done.total == 3
    taken_back(bench, done.decision)
    assert shown(bench) == before


def test_a_decision_is_undone_once(bench: Bench) -> None:
    done = accept(bench.services, bench.curator, pick(bench.correction(name="Alpha")))
    taken_back(bench, done.decision)
    with pytest.raises(ChangedMeanwhile):
        taken_back(bench, done.decision)
    direct = entries.merge_entries(bench.services, bench.curator, "alpha", into="beta")
    taken_back(bench, direct.decision)
    with pytest.raises(ChangedMeanwhile):
        taken_back(bench, direct.decision)


def test_what_was_changed_since_is_not_undone(bench: Bench) -> None:
    first = accept(bench.services, bench.curator, pick(bench.correction(name="First")))
    accept(bench.services, bench.curator, pick(bench.correction(reach="8")))
    before = shown(bench)
    with pytest.raises(ChangedMeanwhile) as error:
        taken_back(bench, first.decision)
    assert error.value.changed[0].after == "The entry was changed since"
    assert shown(bench) == before


def test_decisions_about_one_entry_are_undone_one_after_the_other(bench: Bench) -> None:
    before = shown(bench)
    decisions = []
    for name in ("First", "Second", "Third"):
        bench.clock.move(days=1)
        decisions.append(accept(bench.services, bench.curator, pick(bench.correction(name=name))).decision)
    decisions.append(entries.merge_entries(bench.services, bench.curator, "alpha", into="beta").decision)
    decisions.append(entries.merge_entries(bench.services, bench.curator, "beta", into="gamma").decision)
    for decision in reversed(decisions):
        taken_back(bench, decision)
    assert shown(bench) == before


def test_checks_are_taken_back_one_after_the_other(bench: Bench) -> None:
    before, checks = shown(bench), []
    for _ in range(2):
        bench.clock.move(days=1)
        checks.append(entries.check_entry(bench.services, bench.curator, "alpha").check)
    for position in reversed(checks):
        assert position is not None
        undo.uncheck(bench.services, bench.other, "alpha", position=position)
    assert shown(bench) == before


def test_what_an_admin_rolled_back_an_admin_alone_brings_back(bench: Bench) -> None:
    state = bench.revision("alpha")
    accept(bench.services, bench.curator, pick(bench.correction(name="Alpha")))
    before = shown(bench)
    done = entries.roll_back(bench.services, bench.admin, "alpha", position=state)
    with pytest.raises(NotAllowed):
        taken_back(bench, done.decision)
    assert done.decision is not None
    undo.undo(bench.services, bench.admin, decision=done.decision)
    assert shown(bench) == before


def test_an_entry_into_which_another_was_merged_since_stays(bench: Bench) -> None:
    new = accept(bench.services, bench.curator, pick(bench.new()))
    entries.merge_entries(bench.services, bench.curator, "gamma", into=new.entry_id)
    with pytest.raises(ChangedMeanwhile):
        taken_back(bench, new.decision)
    assert bench.is_published(new.entry_id)


def test_a_link_to_an_entry_that_went_since_does_not_come_back(bench: Bench) -> None:
    merged = entries.merge_entries(bench.services, bench.curator, "alpha", into="beta")
    accept(bench.services, bench.curator, pick(bench.about(SubmissionKind.REMOVAL, "gamma")))
    before = shown(bench)
    with pytest.raises(ChangedMeanwhile):
        taken_back(bench, merged.decision)
    assert shown(bench) == before


def test_a_later_check_survives_an_undo(bench: Bench) -> None:
    done = accept(bench.services, bench.curator, pick(bench.correction(name="Alpha")))
    bench.clock.move(days=1)
    entries.check_entry(bench.services, bench.curator, "alpha")
    taken_back(bench, done.decision)
    assert bench.row("alpha")["name"] == "Alpha Badges"
    assert shown(bench).initiatives["alpha"][1] == "2026-11-24"


def test_a_check_can_be_taken_back_until_it_is_checked_again(bench: Bench) -> None:
    before = shown(bench)
    first = entries.check_entry(bench.services, bench.curator, "alpha")
    bench.clock.move(days=1)
    second = entries.check_entry(bench.services, bench.curator, "alpha")
    assert first.check is not None
    assert second.check is not None
    with pytest.raises(ChangedMeanwhile):
        undo.uncheck(bench.services, bench.other, "alpha", position=first.check)
    undo.uncheck(bench.services, bench.other, "alpha", position=second.check)
    assert shown(bench).initiatives["alpha"][1] == "2026-11-23"
    for id_, position in (("beta", first.check), ("alpha", 1), ("alpha", 10**6)):
        with pytest.raises(NotFound):
            undo.uncheck(bench.services, bench.curator, id_, position=position)
    assert shown(bench) != before


@on_each_database
def test_many_decisions_are_undone_together_or_none_of_them(bench: Bench) -> None:
    many = [bench.new(name=f"Number {number}") for number in range(3)]
    done = decide.decline_many(bench.services, bench.curator, [pick(each) for each in many], reason="spam")
    undo.undo(bench.services, bench.curator, decision=done.decisions[1])
    with pytest.raises(ChangedMeanwhile):
        undo.undo_all(bench.services, bench.curator, decisions=done.decisions)
    assert [bench.again(each).state for each in many] == [State.DECLINED, State.RECEIVED, State.DECLINED]
    undo.undo_all(bench.services, bench.curator, decisions=(done.decisions[2], done.decisions[0]))
    assert {bench.again(each).state for each in many} == {State.RECEIVED}
    with pytest.raises(InputRejected):
        undo.undo_all(bench.services, bench.curator, decisions=[1] * 501)


def test_only_decisions_can_be_undone_and_an_undo_is_none(bench: Bench) -> None:
    done = accept(bench.services, bench.curator, pick(bench.new()), edits=Edits(words="Fine."))
    assert done.decision is not None
    for position in (done.decision - 1, done.decision + 1, 1, 10**6):
        with pytest.raises(NotFound):
            taken_back(bench, position)
    undone = undo.undo(bench.services, bench.curator, decision=done.decision)
    with pytest.raises(NotFound):
        taken_back(bench, undone.decision)


def test_after_an_undo_it_can_be_decided_anew_and_the_old_decision_is_past(bench: Bench) -> None:
    submission = bench.new()
    first = accept(bench.services, bench.curator, pick(submission))
    taken_back(bench, first.decision)
    second = accept(bench.services, bench.curator, pick(bench.again(submission)))
    assert second.entry_id == "delta-badges-2"  # an id never gets a second meaning
    with pytest.raises(ChangedMeanwhile):
        taken_back(bench, first.decision)
