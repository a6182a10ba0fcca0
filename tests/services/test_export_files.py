"""What the export promises: the two data files as they are committed, and the same bytes after any number of turns."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.formats.csv_export import write_initiatives, write_links
from directory.model.errors import Conflict
from directory.model.initiative import Initiative, parse_initiative
from directory.model.link import parse_link
from directory.model.vocabularies import Relation
from directory.services.export_files import export_files, refuse_to_lose
from directory.services.import_files import import_files, is_imported
from directory.services.load import file_digests, read_files
from directory.services.report import Report
from directory.store import Store

DATA = Path(__file__).parents[2] / "data"
FILES = ("initiatives.csv", "links.csv")
TEXT = st.text(alphabet=st.sampled_from("aZé̈ Å=+-@'\",;\n\t№﷽\u200b🜁\ufeff"), max_size=20) | st.text(max_size=20)
CELLS = {
    "name": TEXT.map(lambda text: f"N{text}"),
    "organisation": TEXT,
    "summary": TEXT,
    "city": TEXT,
    "region": TEXT,
    "partners": TEXT,
    "sources": TEXT,
    "roles": st.sampled_from(["", "issue", "host;create", "research;issue;issue"]),
    "country": st.sampled_from(["", "NA", "us", "Namibia"]),
    "reach": st.sampled_from(["", "0", "007"]),
}
PLACES = st.tuples(st.floats(-90, 90), st.floats(-180, 180)).map(
    lambda pair: {"latitude": pair[0], "longitude": pair[1]}
)


@st.composite
def initiatives(draw: st.DrawFn, id_: str) -> Initiative | None:
    cells: dict[str, object] = {"id": id_, **draw(st.fixed_dictionaries(CELLS))}
    place = draw(st.none() | PLACES)
    cells |= {name: str(value) for name, value in (place or {}).items()}
    return parse_initiative(cells)[0]


@contextmanager
def opened() -> Iterator[tuple[Path, Store]]:
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{folder}/directory.sqlite")
        yield Path(folder), store
        store.close()


def load(store: Store, folder: Path) -> None:
    import_files(store, read_files(folder, locate=lambda _: None))


def content(folder: Path) -> list[bytes]:
    return [(folder / name).read_bytes() for name in FILES]


def test_the_committed_files_come_back_byte_by_byte() -> None:
    with opened() as (folder, store):
        load(store, DATA)
        counts = export_files(store, folder / "new")
        assert content(folder / "new") == content(DATA)
    assert counts == {"initiatives.csv": 639, "links.csv": 589}


@settings(max_examples=25)
@given(st.data())
def test_export_import_export_is_byte_identical(data: st.DataObject) -> None:
    made = [each for number in range(4) if (each := data.draw(initiatives(f"entry-{number}")))]
    ids = [each.id for each in made]
    with opened() as (folder, store):
        rows = [parse_link(row)[0] for row in data.draw(st.lists(links(ids), max_size=4))] if len(ids) > 1 else []
        (folder / FILES[0]).write_bytes(write_initiatives(made))
        (folder / FILES[1]).write_bytes(write_links(link for link in rows if link))
        load(store, folder)
        export_files(store, folder / "first")
        with opened() as (other_folder, other):
            load(other, folder / "first")
            export_files(other, other_folder / "second")
            assert content(other_folder / "second") == content(folder / "first")
        before = content(folder / "first")
        load(store, folder / "first")
        assert is_imported(store, file_digests(folder / "first"))
        export_files(store, folder / "third")
        assert content(folder / "third") == before


def links(ids: list[str]) -> st.SearchStrategy[dict[str, str]]:
    ends = st.sampled_from(ids)
    years = st.sampled_from(["", "2013", "2016"])
    return st.fixed_dictionaries(
        {
            "source_id": ends,
            "relation": st.sampled_from([str(relation) for relation in Relation]),
            "target_id": ends,
            "since": years,
            "until": years,
            "evidence": TEXT,
        }
    )


def test_export_over_files_with_rows_that_could_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILES[0]).write_text("id,name\nx,\n", encoding="utf-8")
    (tmp_path / FILES[1]).write_bytes((DATA / FILES[1]).read_bytes())
    files = read_files(tmp_path, locate=lambda _: None)
    with opened() as (_, store):
        import_files(store, files)
        with pytest.raises(Conflict, match="mend them first"):
            refuse_to_lose(store, files.report, data_dir=tmp_path, target=tmp_path / "x" / "..")
        refuse_to_lose(store, files.report, data_dir=tmp_path, target=tmp_path / "elsewhere")


def test_export_over_edits_that_were_not_imported_is_refused(tmp_path: Path) -> None:
    for name in FILES:
        (tmp_path / name).write_bytes((DATA / name).read_bytes())
    with opened() as (_, store):
        load(store, tmp_path)
        header, rest = (DATA / FILES[0]).read_text(encoding="utf-8").split("\n", 1)
        (tmp_path / FILES[0]).write_text(f"{header.replace('sources', 'source')}\n{rest}", encoding="utf-8")
        load(store, tmp_path)
        report = Report(files=(), issues=())
        with pytest.raises(Conflict, match="not imported"):
            refuse_to_lose(store, report, data_dir=tmp_path, target=tmp_path)
        refuse_to_lose(store, report, data_dir=tmp_path, target=tmp_path / "elsewhere")
