"""What an import did, or would do: counts, and the first problems row by row."""

from __future__ import annotations

from dataclasses import dataclass, field

from civichub.places.imports.reading import RowProblem

PROBLEMS_KEPT = 1000


@dataclass
class ImportReport:
    """`written` is False for a dry run and for a file that was refused. `import_id` is None when nothing was kept.

    `problems` holds the first thousand, or as many as `most_problems`; `rejected` counts every row with at least one.
    """

    file_name: str
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    written: bool = False
    import_id: int | None = None
    problems: list[RowProblem] = field(default_factory=list)
    most_problems: int = PROBLEMS_KEPT

    def reject(self, problems: list[RowProblem]) -> None:
        """Count one row as rejected, and keep its problems while there is room."""
        self.rejected += 1
        self.problems.extend(problems[: self.most_problems - len(self.problems)])

    def add(self, part: ImportReport) -> None:
        """Count a further part of the same file."""
        self.problems.extend(part.problems[: self.most_problems - len(self.problems)])
        for name in ("rows", "added", "changed", "unchanged", "rejected"):
            setattr(self, name, getattr(self, name) + getattr(part, name))

    def in_words(self) -> str:
        """One sentence for a person."""
        kept = f"{self.added:,} added, {self.changed:,} changed, {self.unchanged:,} as they were"
        outcome = "" if self.written else " Nothing was written."
        return f"{self.file_name}: {self.rows:,} rows, {kept}, {self.rejected:,} rejected.{outcome}"
