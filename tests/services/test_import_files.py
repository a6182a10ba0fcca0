"""What importing promises: a changed file is followed row by row, and nothing that curators did is overwritten."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from directory.model.initiative import COLUMNS, Initiative
from directory.model.link import LINK_COLUMNS, Link
from directory.model.submission import SubmissionKind
from directory.services.import_files import import_files
from directory.services.load import read_files
from directory.services.report import Merge
from directory.store import Author, Kind, Store
from directory.store import directory as stored
from directory.store.ledger import AuthorKind, entries
from directory.store.queue import Submission
from directory.store.queue import page as queue_page
from directory.store.rebuild import rebuild

CURATOR = Author(AuthorKind.CURATOR, 1)


def table(columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


class Place:
    """A store and a folder of data files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = Store.open(f"sqlite:///{folder / 'directory.sqlite'}")
        self.initiatives = {id_: {"id": id_, "name": id_.upper(), "sources": "a paper"} for id_ in ("a", "b", "c")}
        self.links: list[Mapping[str, str]] = [
            {"source_id": "a", "relation": "part_of", "target_id": "b", "evidence": "first"},
            {"source_id": "b", "relation": "partner_of", "target_id": "c"},
        ]

    def load(self, *, initiatives: str = "", links: str = "") -> dict[str, Merge]:
        """Write the rows as files, or the texts given, and import them."""
        first = initiatives or table(COLUMNS, list(self.initiatives.values()))
        (self.folder / "initiatives.csv").write_text(first, encoding="utf-8")
        (self.folder / "links.csv").write_text(links or table(LINK_COLUMNS, self.links), encoding="utf-8")
        found = import_files(self.store, read_files(self.folder, locate=lambda _: None, published=self.names()))
        return {merge.file: merge for merge in found}

    def curate(self, id_: str, **cells: str) -> None:
        with self.store.write() as writing:
            before = stored.get(writing.connection, id_)
            row = before.initiative.to_row() if before else {"id": id_}
            stored.put_initiative(writing, Initiative.model_validate(row | cells), author=CURATOR)

    def remove(self, id_: str) -> None:
        with self.store.write() as writing:
            stored.remove_initiative(writing, id_, author=CURATOR)

    def names(self) -> dict[str, str]:
        with self.store.read() as connection:
            found = stored.initiatives_after(connection, "")
        return {each.initiative.id: each.initiative.name for each in found}

    def published_links(self) -> list[Link]:
        with self.store.read() as connection:
            return [link for _, link in stored.links_after(connection, "")]

    def queued(self) -> list[Submission]:
        with self.store.read() as connection:
            return queue_page(connection)[1]

    def ledger(self) -> list[tuple[Kind, str]]:
        with self.store.read() as connection:
            return [(entry.kind, entry.subject) for entry in entries(connection)]


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    made.load()
    yield made
    made.store.close()


def test_first_import_publishes_every_row_and_notes_the_digests_of_the_files(place: Place) -> None:
    assert place.names() == {"a": "A", "b": "B", "c": "C"}
    assert len(place.published_links()) == 2
    kinds = [kind for kind, _ in place.ledger()]
    assert kinds == [Kind.IMPORT, *[Kind.INITIATIVE] * 3, Kind.IMPORT, *[Kind.LINK] * 2]
    with place.store.read() as connection:
        first = next(entries(connection))
    assert first.subject == "initiatives.csv"
    assert len(first.body["digest"]) == 64
    assert set(first.body["rows"]) == {"a", "b", "c"}
    assert first.author.kind is AuthorKind.FILE


def test_an_unchanged_file_writes_nothing(place: Place) -> None:
    before = place.ledger()
    assert place.load() == {}
    assert place.ledger() == before


def test_untouched_rows_follow_the_file(place: Place) -> None:
    place.initiatives["a"]["name"] = "A anew"
    place.initiatives["d"] = {"id": "d", "name": "D", "sources": "x"}
    del place.initiatives["c"]
    place.links.pop()
    merges = place.load()
    assert place.names() == {"a": "A anew", "b": "B", "d": "D"}
    found = merges["initiatives.csv"]
    assert (found.added, found.changed, found.removed, found.proposed) == (1, 1, 1, 0)
    assert found.in_words() == "initiatives.csv was imported: 1 added, 1 changed, 1 removed"
    assert merges["links.csv"].in_words() == "links.csv was imported: nothing in it is new"
    assert [link.target_id for link in place.published_links()] == ["b"]
    assert place.queued() == []


def test_row_that_a_curator_changed_becomes_a_proposal_once(place: Place) -> None:
    place.curate("a", name="A by a curator")
    place.initiatives["a"]["name"] = "A by the file"
    assert place.load()["initiatives.csv"].proposed == 1
    assert place.names()["a"] == "A by a curator"
    (submission,) = place.queued()
    assert (submission.kind, submission.target_id, submission.origin) == (SubmissionKind.CORRECTION, "a", "file")
    assert submission.proposal.initiative["name"] == "A by the file"
    assert submission.proposal.base_revision > 0
    assert not {"id", "added", "updated"} & set(submission.proposal.initiative)
    place.initiatives["b"]["name"] = "B anew"
    assert place.load()["initiatives.csv"].proposed == 0
    assert len(place.queued()) == 1


def test_row_that_only_a_curator_changed_stays_when_other_rows_change(place: Place) -> None:
    place.curate("a", name="A by a curator")
    place.initiatives["b"]["name"] = "B anew"
    place.load()
    assert place.names() == {"a": "A by a curator", "b": "B anew", "c": "C"}
    assert place.queued() == []


def test_the_same_change_in_file_and_store_is_none(place: Place) -> None:
    place.curate("a", name="A anew")
    place.initiatives["a"]["name"] = "A anew"
    before = len(place.ledger())
    found = place.load()["initiatives.csv"]
    assert (found.changed, found.proposed) == (0, 0)
    assert [kind for kind, _ in place.ledger()[before:]] == [Kind.IMPORT] * 2
    place.initiatives["a"]["name"] = "A once more"
    assert place.load()["initiatives.csv"].changed == 1


def test_changed_row_of_an_entry_that_curators_removed_is_proposed_as_new(place: Place) -> None:
    place.remove("c")
    place.initiatives["c"]["name"] = "C anew"
    place.load()
    assert "c" not in place.names()
    (submission,) = place.queued()
    assert submission.kind is SubmissionKind.NEW
    assert "c" in submission.proposal.message


def test_row_gone_from_the_file_that_curators_changed_is_proposed_for_removal(place: Place) -> None:
    place.curate("a", name="A by a curator")
    del place.initiatives["a"]
    place.links.pop(0)
    place.load()
    assert place.names()["a"] == "A by a curator"
    (submission,) = place.queued()
    assert (submission.kind, submission.target_id) == (SubmissionKind.REMOVAL, "a")


def test_id_that_leads_elsewhere_by_now_is_not_published_again(place: Place) -> None:
    with place.store.write() as writing:
        stored.set_alias(writing, "old", "a", author=CURATOR)
    place.initiatives["old"] = {"id": "old", "name": "Old", "sources": "x"}
    place.load()
    assert "old" not in place.names()
    assert [submission.kind for submission in place.queued()] == [SubmissionKind.NEW]


def test_bad_row_leaves_the_row_of_the_store_alone_and_the_rest_follows(place: Place) -> None:
    place.initiatives["a"]["country"] = "Wonderland"
    place.initiatives["b"]["name"] = "B anew"
    del place.initiatives["c"]
    place.links.pop()
    place.load()
    assert place.names() == {"a": "A", "b": "B anew"}


def test_nothing_is_removed_while_a_row_cannot_be_told_from_another(place: Place) -> None:
    text = table(COLUMNS, [place.initiatives["a"]]) + "b,too few cells\n"
    place.load(initiatives=text)
    assert set(place.names()) == {"a", "b", "c"}
    place.load(initiatives=table(COLUMNS, [place.initiatives["a"]]))
    assert set(place.names()) == {"a"}


def test_file_without_any_row_removes_nothing(place: Place) -> None:
    place.load(initiatives=table(COLUMNS, []), links=table(LINK_COLUMNS, []))
    assert set(place.names()) == {"a", "b", "c"}
    assert len(place.published_links()) == 2


def test_file_whose_header_lacks_a_column_empties_it_nowhere(place: Place) -> None:
    columns = tuple(column for column in COLUMNS if column != "sources")
    rows = [{key: cell for key, cell in row.items() if key != "sources"} for row in place.initiatives.values()]
    found = place.load(initiatives=table(columns, rows))["initiatives.csv"]
    assert found.refused
    assert "mend its header" in found.in_words()
    with place.store.read() as connection:
        kept = stored.get(connection, "a")
    assert kept is not None
    assert kept.initiative.sources == ("a paper",)


def test_link_whose_evidence_changed_on_both_sides_is_proposed_with_its_source(place: Place) -> None:
    (first,) = (link for link in place.published_links() if link.source_id == "a")
    with place.store.write() as writing:
        stored.put_link(writing, first.model_copy(update={"evidence": "by a curator"}), author=CURATOR)
    place.links[0] = {**place.links[0], "evidence": "by the file"}
    assert place.load()["links.csv"].proposed == 1
    (submission,) = place.queued()
    assert (submission.kind, submission.target_id) == (SubmissionKind.CORRECTION, "a")
    (proposed,) = submission.proposal.links
    assert (proposed.other_id, proposed.evidence) == ("b", "by the file")
    assert "by a curator" in {link.evidence for link in place.published_links()}


def test_link_to_an_entry_that_curators_removed_is_left_out(place: Place) -> None:
    place.remove("c")
    place.links.append({"source_id": "a", "relation": "runs_on", "target_id": "c"})
    assert place.load()["links.csv"].left == 2
    assert all("c" not in (link.source_id, link.target_id) for link in place.published_links())


def between(place: Place) -> set[tuple[str, str]]:
    return {(link.source_id, link.target_id) for link in place.published_links()}


def test_row_that_was_dropped_by_mistake_returns_with_its_links(place: Place) -> None:
    dropped = place.initiatives.pop("b")
    place.load()
    assert (set(place.names()), between(place)) == ({"a", "c"}, set())
    place.initiatives["a"]["name"] = "A anew"
    place.load()  # its links cannot even be read now
    place.initiatives["b"] = dropped
    found = place.load()
    assert (found["initiatives.csv"].added, found["links.csv"].added, found["links.csv"].left) == (1, 2, 0)
    assert between(place) == {("a", "b"), ("b", "c")}
    assert rebuild(place.store).differed == ()


def test_link_to_an_entry_that_comes_later_is_published_then(place: Place) -> None:
    place.remove("c")
    place.load(links=table(LINK_COLUMNS, [*place.links, {"source_id": "a", "relation": "runs_on", "target_id": "c"}]))
    place.curate("c", name="C is back")
    place.initiatives["a"]["name"] = "A anew"
    place.links.append({"source_id": "a", "relation": "runs_on", "target_id": "c"})
    place.load()
    assert ("a", "c") in between(place)


def test_link_that_curators_took_out_does_not_return_by_itself_with_its_entry(place: Place) -> None:
    with place.store.write() as writing:
        (link,) = stored.links_of(writing.connection, "c")
        stored.remove_link(writing, link, author=CURATOR)
    dropped = place.initiatives.pop("c")
    place.load()
    place.initiatives["c"] = dropped
    assert place.load()["links.csv"].proposed == 1
    assert between(place) == {("a", "b")}


def test_row_is_only_proposed_for_removal_while_links_or_ids_hang_on_it_that_the_files_do_not_state(
    place: Place,
) -> None:
    with place.store.write() as writing:
        link = Link.model_validate({"source_id": "a", "relation": "runs_on", "target_id": "c"})
        stored.put_link(writing, link, author=CURATOR)
        stored.set_alias(writing, "old", "b", author=CURATOR)
    for id_ in ("b", "c"):
        del place.initiatives[id_]
    found = place.load()["initiatives.csv"]
    assert (found.removed, found.proposed) == (0, 2)
    assert set(place.names()) == {"a", "b", "c"}
    assert between(place) == {("a", "b"), ("b", "c"), ("a", "c")}
    assert {(each.kind, each.target_id) for each in place.queued()} == {
        (SubmissionKind.REMOVAL, "b"),
        (SubmissionKind.REMOVAL, "c"),
    }
