"""What the reader of data files promises about broken files: where, what, and what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.formats.csv_file import CELL_LIMIT, ISSUE_LIMIT, Table, read_rows
from directory.model.issues import Issue, Severity

COLUMNS = ("id", "name", "city")
HEADER = b"id,name,city\n"


def read(data: bytes, *, required: tuple[str, ...] = ("id",)) -> Table:
    return read_rows(data, file="test.csv", columns=COLUMNS, required=required)


def only_issue(table: Table) -> Issue:
    (issue,) = table.issues
    assert issue.file == "test.csv"
    return issue


def ids(table: Table) -> list[str]:
    return [row.cells["id"] for row in table.rows]


def test_rows_come_with_the_lines_they_start_on() -> None:
    table = read(HEADER + b'a,A,Rome\n\nb,"two\nlines",Oslo\nc,C,Bern\n')
    assert [(row.line, row.cells["id"]) for row in table.rows] == [(2, "a"), (4, "b"), (6, "c")]
    assert table.rows[1].cells == {"id": "b", "name": "two\nlines", "city": "Oslo"}
    assert (table.issues, table.total) == ((), 3)


def test_columns_may_stand_in_any_order() -> None:
    table = read(b"city,id,name\nRome,a,A\n")
    assert table.rows[0].cells == {"id": "a", "name": "A", "city": "Rome"}
    assert table.issues == ()


def test_cells_stay_as_stored_whatever_they_look_like() -> None:
    table = read(HEADER + b"NA,NULL, 007 \n=1+1,1e400,-\n")
    assert [list(row.cells.values()) for row in table.rows] == [["NA", "NULL", " 007 "], ["=1+1", "1e400", "-"]]


def test_bytes_that_are_not_utf8_cost_only_their_row() -> None:
    table = read(HEADER + "a,Café,Rome\n".encode() + b"b,Caf\xe9,Oslo\nc,C,Bern\n")
    issue = only_issue(table)
    assert (issue.code, issue.line, issue.column, issue.value) == ("not-utf-8", 3, "name", "Caf\\xe9")
    assert "UTF-8" in issue.hint
    assert ids(table) == ["a", "c"]
    assert table.rows[0].cells["name"] == "Café"


def test_an_encoded_surrogate_is_not_utf8_either() -> None:
    assert only_issue(read(HEADER + b"a,\xed\xa0\x80,Rome\n")).code == "not-utf-8"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_file_in_another_unicode_encoding_is_named_as_such(encoding: str) -> None:
    table = read((HEADER + b"a,A,Rome\n").decode().encode(encoding))
    issue = only_issue(table)
    assert (issue.code, issue.line, table.rows, table.total) == ("utf-16", 1, (), 1)
    assert "save the file as UTF-8" in issue.hint


def test_a_byte_order_mark_is_accepted() -> None:
    table = read(b"\xef\xbb\xbf" + HEADER + b"a,A,Rome\n")
    assert (ids(table), table.issues) == (["a"], ())


def test_nul_stays_in_its_cell_for_the_model_to_refuse() -> None:
    table = read(HEADER + b"a,A\0B,Rome\nb,B,Oslo\n")
    assert [row.cells["name"] for row in table.rows] == ["A\0B", "B"]


def test_an_unclosed_quote_is_named_where_it_opens_and_costs_only_its_row() -> None:
    table = read(HEADER + b'a,A,Rome\nb,"B,Oslo\nc,C,Bern\nd,D,Riga\n')
    issue = only_issue(table)
    assert (issue.code, issue.line) == ("unclosed-quote", 3)
    assert "close the quote" in issue.hint
    assert ids(table) == ["a", "c", "d"]
    assert table.total == 4


def test_an_unclosed_quote_that_a_later_row_closes_does_not_swallow_rows() -> None:
    table = read(HEADER + b'a,"A,Rome\nb,B,Oslo\nc,"C",Bern\nd,D,Riga\n')
    assert (only_issue(table).code, only_issue(table).line) == ("unclosed-quote", 2)
    assert ids(table) == ["b", "c", "d"]


def test_a_late_quote_that_leaves_too_few_cells_does_not_swallow_rows() -> None:
    table = read(HEADER + b'a,"A,Rome\nb,B,Oslo\nc,C,"\nd,D,Riga\n')
    assert [(issue.code, issue.line) for issue in table.issues] == [("missing-cell", 2), ("unclosed-quote", 4)]
    assert ids(table) == ["b", "d"]
    assert table.total == 4


def test_rows_swallowed_by_a_cell_that_is_well_formed_are_warned_of() -> None:
    table = read(HEADER + b'a,A,"Rome\nb,B,Oslo\nc,C,"\nd,D,Riga\n')
    issue = only_issue(table)
    assert (issue.code, issue.line, issue.severity) == ("swallowed-lines", 2, Severity.WARNING)
    assert "lines 3 to 4" in issue.hint
    assert ids(table) == ["a", "d"]


def test_a_stray_quote_is_reported_with_its_line() -> None:
    table = read(HEADER + b'a,"A"B,Rome\nb,B,Oslo\n')
    issue = only_issue(table)
    assert (issue.code, issue.line) == ("stray-quote", 2)
    assert "twice" in issue.hint
    assert ids(table) == ["b"]


def test_a_missing_column_is_reported_and_read_as_blank() -> None:
    table = read(b"id,name\na,A\n")
    issue = only_issue(table)
    assert (issue.code, issue.line, issue.column, issue.severity) == ("missing-column", 1, "city", Severity.ERROR)
    assert "add this column" in issue.hint
    assert table.rows[0].cells == {"id": "a", "name": "A"}


def test_without_a_required_column_no_row_is_read_and_the_rows_are_counted() -> None:
    table = read(b"name,city\nA,Rome\nB,Oslo\n")
    issue = only_issue(table)
    assert (issue.code, issue.column, table.rows, table.total) == ("missing-column", "id", (), 2)


@pytest.mark.parametrize("name", ["City", "citty", "town_city", " CITY "])
def test_a_renamed_column_is_reported_with_the_likely_name(name: str) -> None:
    issue = only_issue(read(f"id,name,{name}\na,A,Rome\n".encode()))
    assert (issue.code, issue.line, issue.column, issue.value) == ("renamed-column", 1, "city", name.strip())
    assert issue.hint == f"rename the column {name.strip()!r} to 'city'"


def test_an_extra_column_is_a_warning_and_costs_no_row() -> None:
    table = read(b"id,name,city,colour\na,A,Rome,red\n")
    issue = only_issue(table)
    assert (issue.code, issue.line, issue.column) == ("unknown-column", 1, "colour")
    assert issue.severity is Severity.WARNING
    assert table.rows[0].cells == {"id": "a", "name": "A", "city": "Rome"}


def test_the_name_of_an_unknown_column_is_shown_printable() -> None:
    assert only_issue(read(b"id,name,city,\x1b[31m\na,A,Rome,x\n")).column == "\\x1b[31m"


def test_of_two_columns_of_one_name_the_first_is_read() -> None:
    table = read(b"id,name,city,name\na,A,Rome,B\n")
    issue = only_issue(table)
    assert (issue.code, issue.line, issue.column) == ("duplicate-column", 1, "name")
    assert "keep one" in issue.hint
    assert table.rows[0].cells["name"] == "A"


def test_an_extra_cell_costs_its_row() -> None:
    table = read(HEADER + b"a,A,Rome,Italy\nb,B,Oslo\n")
    issue = only_issue(table)
    assert (issue.code, issue.line, issue.value) == ("extra-cell", 2, "Italy")
    assert "3 columns" in issue.hint
    assert "4 cells" in issue.hint
    assert ids(table) == ["b"]


def test_too_few_cells_cost_their_row() -> None:
    table = read(HEADER + b"a,A\nb,B,Oslo\n")
    issue = only_issue(table)
    assert (issue.code, issue.line, issue.column) == ("missing-cell", 2, "city")
    assert "missing commas" in issue.hint
    assert ids(table) == ["b"]


def test_a_cell_of_10_mb_costs_only_its_row() -> None:
    table = read(HEADER + b"a," + b"x" * 10_000_000 + b",Rome\nb,B,Oslo\n")
    issue = only_issue(table)
    assert (issue.code, issue.line) == ("cell-too-long", 2)
    assert str(CELL_LIMIT) in issue.hint
    assert ids(table) == ["b"]


def test_a_quoted_cell_of_10_mb_and_many_lines_ends_the_reading_early() -> None:
    table = read(HEADER + b'a,"' + b"x\n" * 5_000_000 + b'",Rome\n')
    assert (table.issues[0].code, table.issues[0].line) == ("unclosed-quote", 2)
    assert table.issues[-1].code == "too-many-issues"
    assert table.issues[-1].line == ISSUE_LIMIT + 1
    assert len(table.issues) == ISSUE_LIMIT + 1
    assert table.total == 5_000_001


def test_an_empty_file_is_told_what_to_write() -> None:
    for data in (b"", b"\n\r\n"):
        issue = only_issue(read(data))
        assert (issue.code, issue.line) == ("empty-file", 1)
        assert issue.hint.endswith("id,name,city")


def test_a_header_alone_is_no_error() -> None:
    assert read(HEADER) == Table(rows=(), issues=(), total=0)


def test_mixed_newlines_are_all_understood() -> None:
    table = read(b"id,name,city\r\na,A,Rome\nb,B,Oslo\rc,C,Bern")
    assert [(row.line, row.cells["id"]) for row in table.rows] == [(2, "a"), (3, "b"), (4, "c")]


def test_a_header_of_one_million_columns_is_one_issue() -> None:
    table = read(b",".join([b"id"] * 1_000_000) + b"\na,A,Rome\n")
    issue = only_issue(table)
    assert (issue.code, issue.line, table.rows, table.total) == ("too-many-columns", 1, (), 1)
    assert "1000000" in issue.hint


def test_a_header_with_a_broken_quote_is_reported() -> None:
    table = read(b'id,"name,city\na,A,Rome\n')
    assert (only_issue(table).code, only_issue(table).line, table.total) == ("unclosed-quote", 1, 1)


@given(st.binary(max_size=300))
def test_any_bytes_give_rows_or_issues_and_never_an_error(data: bytes) -> None:
    table = read(HEADER + data)
    assert table.total >= len(table.rows)
    left_out = table.total - len(table.rows)
    assert any(issue.severity is Severity.ERROR for issue in table.issues) == bool(left_out)


@given(st.lists(st.lists(st.text(alphabet='a,"\n é;', max_size=6), min_size=3, max_size=3), max_size=6))
def test_whatever_a_csv_writer_wrote_is_read_back(rows: list[list[str]]) -> None:
    quoted = ["".join(f'"{cell.replace(chr(34), chr(34) * 2)}",' for cell in row)[:-1] for row in rows]
    table = read(HEADER + "".join(f"{line}\n" for line in quoted).encode())
    assert [list(row.cells.values()) for row in table.rows] == rows
