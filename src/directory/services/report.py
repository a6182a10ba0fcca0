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


class Merge(BaseModel):
    """What became of the changes of one file since it was last imported."""

    model_config = ConfigDict(frozen=True)

    file: str
    added: int = 0
    changed: int = 0
    removed: int = 0
    proposed: int = 0
    """Rows that curators changed in the meantime: the queue has what the file says."""
    left: int = 0
    """Rows that cannot be published, since what they lead to is not."""
    refused: bool = False
    """Whether the file was left alone, since it has not the columns that it should."""

    def in_words(self) -> str:
        """Say it in one line."""
        if self.refused:
            return f"{self.file} was not imported: mend its header first"
        done = {
            "added": self.added,
            "changed": self.changed,
            "removed": self.removed,
            "proposed to curators": self.proposed,
            "left out": self.left,
        }
        said = [f"{count} {words}" for words, count in done.items() if count]
        return f"{self.file} was imported: {', '.join(said) or 'nothing in it is new'}"

    @property
    def needs_a_look(self) -> bool:
        """Whether something was not taken over as the file says it."""
        return self.refused or bool(self.proposed or self.left)


class Report(BaseModel):
    """Everything that reading the data files found, in the order of files and lines."""

    model_config = ConfigDict(frozen=True)

    files: tuple[FileReport, ...]
    issues: tuple[Issue, ...]
    merges: tuple[Merge, ...] = ()
    """What became of files that changed since they were last imported."""

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
