"""Accepting: what is published, what is kept, and what two people at once may not undo unseen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from databases import on_each_database
from desk_bench import Bench, pick

from directory.model.errors import InputRejected
from directory.model.submission import ProposedLink, State, SubmissionKind
from directory.services import decide, entries, review
from directory.services.accept import Edits, accept
from directory.services.checking import PROPOSED
from directory.services.conflicts import ChangedMeanwhile
from directory.store.ledger import AuthorKind, Kind, LedgerEntry
from directory.store.ledger import entries as ledger_entries
from directory.store.verify import verify


@pytest.fixture
def bench(tmp_path: Path, database: str) -> Iterator[Bench]:
    made = Bench(tmp_path, database=database)
    yield made
    assert verify(made.store).broken is None
    made.services.close()


def to_beta(**link: str) -> tuple[ProposedLink, ...]:
    return (ProposedLink(**{"relation": "part_of", "other_id": "beta", **link}),)


def codes(error: pytest.ExceptionInfo[InputRejected]) -> dict[str, str]:
    return {issue.column: issue.code for issue in error.value.issues}


# New entries.


@on_each_database
def test_a_new_entry_gets_an_id_the_day_and_its_links_and_is_shown(bench: Bench) -> None:
    submission = bench.new(links=to_beta())
    done = accept(bench.services, bench.curator, pick(submission))
    row = bench.row(done.entry_id)
    assert (done.entry_id, row["added"], row["updated"]) == ("delta-badges", "2026-11-23", "2026-11-23")
    assert bench.links("delta-badges") == {("delta-badges", "part_of", "beta")}
    after = bench.again(submission)
    assert (after.state, after.outcome, after.entry_id) == (State.ACCEPTED, "accepted", "delta-badges")
    shown = bench.services.catalogue.get("delta-badges")
    assert (shown.place, str(shown.last_checked)) == ("Lyon, France", "2026-11-23")


def test_a_taken_id_is_numbered_and_one_of_the_past_is_not_used_again(bench: Bench) -> None:
    names = ("Alpha", "Alpha")
    first, second = (accept(bench.services, bench.curator, pick(bench.new(name=name))).entry_id for name in names)
    assert (first, second) == ("alpha-2", "alpha-3")
    removal = bench.about(SubmissionKind.REMOVAL, "alpha-3")
    accept(bench.services, bench.curator, pick(removal))
    assert accept(bench.services, bench.curator, pick(bench.new(name="Alpha"))).entry_id == "alpha-4"


def test_a_curator_may_choose_the_id_when_it_is_free(bench: Bench) -> None:
    submission = bench.new(links=to_beta(direction="in"))
    for taken in ("alpha", "No Slug", "x" * 81):
        with pytest.raises(InputRejected) as error:
            accept(bench.services, bench.curator, pick(submission), edits=Edits(id=taken))
        assert codes(error) == {"id": "bad-id"}
    done = accept(bench.services, bench.curator, pick(submission), edits=Edits(id="lyon-badges"))
    assert bench.links(done.entry_id) == {("beta", "part_of", "lyon-badges")}


def test_edits_are_published_and_said_so(bench: Bench) -> None:
    submission = bench.new()
    sent = dict.fromkeys(PROPOSED, "") | dict(submission.proposal.initiative)
    done = accept(bench.services, bench.curator, pick(submission), edits=Edits(row=sent | {"status": "ended"}))
    assert bench.row(done.entry_id)["status"] == "ended"
    assert bench.again(submission).outcome == "edited"
    untouched = bench.new(name="Epsilon")
    sent = dict.fromkeys(PROPOSED, "") | dict(untouched.proposal.initiative)
    accept(bench.services, bench.curator, pick(untouched), edits=Edits(row=sent))
    assert bench.again(untouched).outcome == "accepted"


def test_what_breaks_a_rule_is_refused_with_its_column_and_nothing_is_decided(bench: Bench) -> None:
    submission, before = bench.new(), bench.store.version()
    with pytest.raises(InputRejected) as error:
        accept(bench.services, bench.curator, pick(submission), edits=Edits(row={"name": "", "country": "Atlantis"}))
    assert codes(error) == {"initiative.name": "required", "initiative.country": "unknown-country"}
    assert bench.store.version() == before
    assert bench.again(submission) == submission


# Corrections.


@on_each_database
def test_a_correction_changes_only_what_the_contributor_changed(bench: Bench) -> None:
    name, city = bench.correction(name="Alpha"), bench.correction(city="Springfield")
    accept(bench.services, bench.curator, pick(name))
    bench.clock.move(days=1)
    accept(bench.services, bench.curator, pick(city))
    row = bench.row("alpha")
    assert (row["name"], row["city"], row["updated"], row["added"]) == (
        "Alpha",
        "Springfield",
        "2026-11-24",
        "2020-01-01",
    )


def test_what_two_changed_needs_somebody_to_say_which(bench: Bench) -> None:
    one, two = bench.correction(name="One", reach="5"), bench.correction(name="Two")
    accept(bench.services, bench.curator, pick(two))
    with pytest.raises(InputRejected) as error:
        accept(bench.services, bench.curator, pick(one))
    assert codes(error) == {"row.name": "say-which"}
    assert bench.row("alpha")["name"] == "Two"
    edits = Edits(row={"name": "One and two"}, current_revision=bench.revision("alpha"))
    accept(bench.services, bench.curator, pick(one), edits=edits)
    assert (bench.row("alpha")["name"], bench.row("alpha")["reach"]) == ("One and two", "5")


def test_the_same_correction_twice_confirms_it(bench: Bench) -> None:
    one, two = bench.correction(name="Alpha"), bench.correction(name="Alpha")
    accept(bench.services, bench.curator, pick(one))
    revision = bench.revision("alpha")
    bench.clock.move(days=2)
    accept(bench.services, bench.curator, pick(two))
    assert bench.revision("alpha") == revision
    last_checked = bench.services.catalogue.get("alpha").last_checked
    assert last_checked
    assert last_checked.isoformat() == "2026-11-25"


def test_an_accepted_correction_counts_as_checked_that_day(bench: Bench) -> None:
    assert bench.services.catalogue.get("alpha").last_checked is None
    accept(bench.services, bench.curator, pick(bench.correction(reach="7")))
    last_checked = bench.services.catalogue.get("alpha").last_checked
    assert last_checked
    assert last_checked.isoformat() == "2026-11-23"


def test_links_of_a_correction_are_added_once(bench: Bench) -> None:
    one, two = (bench.correction(links=to_beta(other_id="gamma")) for _ in range(2))
    accept(bench.services, bench.curator, pick(one))
    accept(bench.services, bench.curator, pick(two))
    added = [entry for entry in ledger(bench) if entry.kind is Kind.LINK and entry.author.kind is AuthorKind.CURATOR]
    assert len(added) == 1
    assert ("alpha", "part_of", "gamma") in bench.links("alpha")


def test_a_link_can_be_left_out(bench: Bench) -> None:
    submission = bench.correction(reach="3", links=to_beta(other_id="gamma"))
    accept(bench.services, bench.curator, pick(submission), edits=Edits(links=()))
    assert ("alpha", "part_of", "gamma") not in bench.links("alpha")
    assert bench.again(submission).outcome == "edited"


def test_a_link_to_an_entry_that_is_gone_is_named(bench: Bench) -> None:
    submission = bench.correction(links=to_beta(other_id="gamma"))
    accept(bench.services, bench.curator, pick(bench.about(SubmissionKind.REMOVAL, "gamma")))
    with pytest.raises(InputRejected) as error:
        accept(bench.services, bench.curator, pick(submission))
    assert codes(error) == {"links.0.other_id": "unknown-id"}


# Removals and reports.


def test_a_removal_takes_the_entry_and_its_links_out(bench: Bench) -> None:
    accept(bench.services, bench.curator, pick(bench.about(SubmissionKind.REMOVAL)))
    assert not bench.is_published("alpha")
    assert bench.links("beta") == {("beta", "partner_of", "gamma")}


def test_a_removal_lets_old_ids_lead_nowhere(bench: Bench) -> None:
    entries.merge_entries(bench.services, bench.curator, "alpha", into="beta")
    accept(bench.services, bench.curator, pick(bench.about(SubmissionKind.REMOVAL, "beta")))
    assert bench.leads_to("alpha") is None


def test_a_report_publishes_nothing_by_itself_and_what_a_curator_makes_of_it(bench: Bench) -> None:
    before = bench.row("alpha")
    noted = bench.about(SubmissionKind.REPORT)
    accept(bench.services, bench.curator, pick(noted))
    assert (bench.row("alpha"), bench.again(noted).state) == (before, State.ACCEPTED)
    acted = bench.about(SubmissionKind.REPORT)
    edits = Edits(row={"status": "ended"}, current_revision=bench.revision("alpha"))
    accept(bench.services, bench.curator, pick(acted), edits=edits)
    assert bench.row("alpha")["status"] == "ended"


# Two at once.


@on_each_database
def test_the_second_curator_is_told_that_somebody_was_quicker(bench: Bench) -> None:
    submission = bench.correction(name="Alpha")
    decide.decline(bench.services, bench.other, pick(submission), reason="not-true", words="It ended in 2015.")
    before = bench.store.version()
    with pytest.raises(ChangedMeanwhile) as error:
        accept(bench.services, bench.curator, pick(submission))
    (change,) = error.value.changed
    assert change.after == "Declined (What it says is not borne out by its sources: It ended in 2015.)"
    assert bench.store.version() == before


def test_edits_beside_a_record_that_changed_are_refused_with_what_changed(bench: Bench) -> None:
    submission, seen = bench.correction(name="Alpha"), bench.revision("alpha")
    accept(bench.services, bench.other, pick(bench.correction(reach="12")))
    with pytest.raises(ChangedMeanwhile) as error:
        accept(bench.services, bench.curator, pick(submission), edits=Edits(row={"reach": ""}, current_revision=seen))
    assert [(change.column, change.before, change.after) for change in error.value.changed] == [("reach", "", "12")]
    assert bench.row("alpha")["reach"] == "12"


def test_edits_must_say_beside_which_record_they_were_made(bench: Bench) -> None:
    with pytest.raises(InputRejected) as error:
        accept(bench.services, bench.curator, pick(bench.correction(name="Alpha")), edits=Edits(row={"reach": "1"}))
    assert codes(error) == {"current_revision": "required"}


def test_an_entry_that_is_gone_cannot_be_corrected(bench: Bench) -> None:
    submission = bench.correction(name="Alpha")
    accept(bench.services, bench.other, pick(bench.about(SubmissionKind.REMOVAL)))
    with pytest.raises(ChangedMeanwhile):
        accept(bench.services, bench.curator, pick(submission))


def test_a_correction_of_an_entry_that_was_merged_counts_for_the_one_it_went_into(bench: Bench) -> None:
    fine, doubtful = bench.correction(reach="7"), bench.correction(name="Alpha 2")
    entries.merge_entries(bench.services, bench.other, "alpha", into="beta")
    found = review.look(bench.services, bench.curator, fine.number)
    assert (found.submission.target_id, found.merged.changed, found.merged.conflicts) == ("beta", ("reach",), ())
    before = bench.row("beta")
    assert accept(bench.services, bench.curator, pick(fine)).entry_id == "beta"
    assert bench.row("beta") == before | {"reach": "7", "updated": "2026-11-23"}
    with pytest.raises(InputRejected) as error:
        accept(bench.services, bench.curator, pick(doubtful))
    assert codes(error) == {"row.name": "say-which"}


def test_a_report_about_an_entry_that_was_merged_can_be_accepted_and_a_removal_takes_nothing_else_out(
    bench: Bench,
) -> None:
    report, removal = bench.about(SubmissionKind.REPORT), bench.about(SubmissionKind.REMOVAL)
    unseen = bench.send(bench.correction(reach="7").proposal.model_copy(update={"base_revision": 0}))
    entries.merge_entries(bench.services, bench.other, "alpha", into="beta")
    assert accept(bench.services, bench.curator, pick(report)).entry_id == "beta"
    for submission in (removal, unseen):
        with pytest.raises(ChangedMeanwhile):
            accept(bench.services, bench.curator, pick(submission))
        with pytest.raises(ChangedMeanwhile):
            decide.merge(bench.services, bench.curator, pick(submission), into="gamma")
    assert bench.is_published("beta")


@on_each_database
def test_a_change_between_check_and_transaction_is_noticed(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    mine, theirs = bench.correction(name="Mine"), bench.correction(reach="4")
    planned = accept.__globals__["_planned"]

    def slow(*arguments: object) -> object:
        plan = planned(*arguments)
        monkeypatch.undo()
        accept(bench.services, bench.other, pick(theirs))
        return plan

    monkeypatch.setitem(accept.__globals__, "_planned", slow)
    with pytest.raises(ChangedMeanwhile) as error:
        accept(bench.services, bench.curator, pick(mine))
    assert [change.column for change in error.value.changed] == ["reach"]
    assert (bench.row("alpha")["name"], bench.row("alpha")["reach"]) == ("Alpha Badges", "4")


# The ledger.


@on_each_database
def test_a_decision_and_what_it_publishes_are_one_transaction_by_the_curator(bench: Bench) -> None:
    submission = bench.correction(name="Alpha", links=to_beta(other_id="gamma"))
    done = accept(bench.services, bench.curator, pick(submission), edits=Edits(words="Thank you."))
    *_, row, link, check, decision = ledger(bench)
    assert [row.kind, link.kind, check.kind, decision.kind] == [Kind.INITIATIVE, Kind.LINK, Kind.CHECK, Kind.DECISION]
    assert {str(entry.author) for entry in (row, link, check, decision)} == {f"curator:{bench.curator.account}"}
    assert decision.position == done.decision
    assert decision.subject == str(submission.number)
    assert decision.body == {
        "kind": "correction",
        "entry": "alpha",
        "outcome": "accepted",
        "reason": "",
        "words": "Thank you.",
        "after": row.position - 1,
    }


def test_what_was_proposed_and_said_in_private_is_not_in_the_ledger(bench: Bench) -> None:
    submission = bench.new(name="Secret draft of somebody", contact=True)
    asked = decide.ask(bench.services, bench.curator, pick(submission), question="Who are you really?")
    decide.decline(bench.services, bench.curator, pick(bench.again(submission)), reason="spam")
    text = " ".join(str(entry.body) for entry in ledger(bench))
    assert asked.decision is None
    for private in ("Secret draft", "really", "canary", "I work there"):
        assert private not in text


def test_the_next_one_that_waits_is_named(bench: Bench) -> None:
    first, second, third = bench.new(), bench.new(name="E"), bench.new(name="F")
    assert decide.decline(bench.services, bench.curator, pick(second), reason="spam").next == third.number
    assert decide.decline(bench.services, bench.curator, pick(third), reason="spam").next == first.number
    assert decide.decline(bench.services, bench.curator, pick(first), reason="spam").next is None
    assert review.queue(bench.services, bench.curator, review.Asked()).total == 0


def ledger(bench: Bench) -> list[LedgerEntry]:
    with bench.store.read() as connection:
        return list(ledger_entries(connection))
