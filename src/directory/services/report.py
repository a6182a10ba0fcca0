"""What reading the data files found: issues, and how many rows were read, kept and left out."""

from pydantic import BaseModel, ConfigDict

from directory.model.issues import Issue, Severity


class FileReport(BaseModel):
    """How the rows of one file fared."""

    model_config = ConfigDict(frozen=True)

    file: str
    rows_read: int
    rows_kept: int

    @property
    def left_out(self) -> int:
        """How many rows were not published."""
        return self.rows_read - self.rows_kept


class Report(BaseModel):
    """Everything that reading the data files found, in the order of files and lines."""

    model_config = ConfigDict(frozen=True)

    files: tuple[FileReport, ...]
    issues: tuple[Issue, ...]

    @property
    def rows_read(self) -> int:
        """Rows of all files, headers not counted."""
        return sum(file.rows_read for file in self.files)

    @property
    def left_out(self) -> int:
        """Rows of all files that were not published."""
        return sum(file.left_out for file in self.files)

    @property
    def has_errors(self) -> bool:
        """Whether a row or a column is lost; warnings lose nothing."""
        return any(issue.severity is Severity.ERROR for issue in self.issues)

    def file(self, name: str) -> FileReport:
        """Return how the rows of one file fared; raises KeyError for a file that was not read."""
        return {file.file: file for file in self.files}[name]

    def issues_of(self, file: str) -> tuple[Issue, ...]:
        """Return the issues of one file, by line."""
        return tuple(issue for issue in self.issues if issue.file == file)

    def in_words(self) -> str:
        """Write the report for a terminal: by file, one line for each issue, the count of rows left out last."""
        lines = []
        for file in self.files:
            lines += [file.file, *(f"  {_line(issue)}" for issue in self.issues_of(file.file))]
            lines += [f"  {_left_out(file.left_out, file.rows_read)}", ""]
        return "\n".join([*lines, _left_out(self.left_out, self.rows_read)])


def _line(issue: Issue) -> str:
    parts = [
        "" if issue.line is None else f"line {issue.line}",
        issue.column,
        "" if issue.severity is Severity.ERROR else issue.severity,
        issue.code,
        f"'{issue.value}'" if issue.value else "",
    ]
    return ", ".join(part for part in parts if part) + f": {issue.hint}"


def _left_out(left_out: int, total: int) -> str:
    return f"{left_out} {'row' if left_out == 1 else 'rows'} left out of {total}"
