"""What `directory check` promises: the whole report, readable, safe to print."""

import ast
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from directory.model.initiative import COLUMNS, parse_initiative
from directory.model.issues import Issue, Severity
from directory.services.check import check_directory
from directory.services.report import FileReport, Report

ROOT = Path(__file__).parents[2]


def test_a_report_groups_by_file_and_ends_with_the_rows_left_out() -> None:
    report = Report(
        files=(
            FileReport(file="initiatives.csv", rows_read=642, rows_kept=639),
            FileReport(file="links.csv", rows_read=1, rows_kept=0),
        ),
        issues=(
            Issue(code="out-of-range", hint="mend it", file="initiatives.csv", line=7, column="latitude", value="91"),
            Issue(code="no-source", hint="add one", file="initiatives.csv", line=9, severity=Severity.WARNING),
            Issue(code="self-link", hint="no", file="links.csv", line=2, column="target_id"),
        ),
    )
    assert report.in_words().splitlines() == [
        "initiatives.csv",
        "  line 7, latitude, out-of-range, '91': mend it",
        "  line 9, warning, no-source: add one",
        "  3 rows left out of 642",
        "",
        "links.csv",
        "  line 2, target_id, self-link: no",
        "  1 row left out of 1",
        "",
        "4 rows left out of 643",
    ]


def test_the_real_data_has_no_issue() -> None:
    report = check_directory(ROOT / "data")
    assert not report.has_errors
    assert report.in_words().endswith("\n0 rows left out of 1228")


def test_hostile_values_cannot_steer_a_terminal(tmp_path: Path) -> None:
    columns = (ROOT / "data" / "initiatives.csv").read_text().partition("\n")[0]
    (tmp_path / "links.csv").write_text("source_id,relation,target_id,since,until,evidence\n")
    cells = ["\x1b[2J\u202e", "\x1b]0;x\x07", *[""] * (columns.count(",") - 1)]
    (tmp_path / "initiatives.csv").write_text(f"{columns},\x1b[31m\n{','.join(cells)},\n")
    words = check_directory(tmp_path).in_words()
    assert "\\x1b[2J" in words
    assert "\\x1b[31m" in words
    assert all(char.isprintable() or char == "\n" for char in words)


def codes_in(tree: ast.AST) -> set[str]:
    """Collect every issue code that a module can give, from where codes stand in our code."""
    found: list[ast.expr] = []
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id="PydanticCustomError"), args=[code, *_]):
                found.append(code)
            case ast.Call(func=ast.Attribute(attr="append"), args=[ast.Tuple(elts=[code, _, _])]):
                found.append(code)
            case ast.GeneratorExp(elt=ast.Tuple(elts=[code, _, _])):
                found.append(code)
            case ast.keyword(arg="code", value=code):
                found.append(code)
            case ast.Assign(targets=[ast.Tuple(elts=[ast.Name(id="code"), _])], value=ast.Tuple(elts=[code, _])):
                found.append(code)
            case ast.Dict(keys=keys, values=values):
                found += [
                    value
                    for key, value in zip(keys, values, strict=True)
                    if isinstance(key, ast.Constant) and key.value == "code"
                ]
    return {code.value for code in found if isinstance(code, ast.Constant) and isinstance(code.value, str)}


def test_every_issue_code_is_documented_once_and_no_other() -> None:
    used: set[str] = set()
    for room in ("model", "formats", "services"):
        for path in (ROOT / "src" / "directory" / room).glob("*.py"):
            used |= codes_in(ast.parse(path.read_text(encoding="utf-8")))
    used.discard("bad-criteria")  # about an address, not about data
    tables = [
        re.findall(r"^\| `([a-z0-9-]+)` \| ", (ROOT / "docs" / name).read_text(encoding="utf-8"), re.MULTILINE)
        for name in ("data.md", "contributing-data.md")
    ]
    assert all(table == sorted(table) for table in tables)
    assert sorted(code for table in tables for code in table) == sorted(used)


LIKELY_CELLS = st.sampled_from(["", "a", "1", "-1e400", "41,8", "NA", "x;y", "=1", "2013", "active", "javascript:x"])


@given(st.dictionaries(st.sampled_from(COLUMNS), LIKELY_CELLS | st.text()))
def test_no_row_gives_a_code_that_is_not_documented(row: dict[str, str]) -> None:
    documented = (ROOT / "docs" / "data.md").read_text(encoding="utf-8")
    initiative, issues = parse_initiative(row)
    assert all(f"| `{issue.code}` |" in documented for issue in issues)
    assert all(issue.column in COLUMNS for issue in issues)
    assert (initiative is None) == any(issue.severity is Severity.ERROR for issue in issues)
