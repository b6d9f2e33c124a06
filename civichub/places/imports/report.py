"""What an import did, or would do: counts, and the first problems row by row."""

from __future__ import annotations

from dataclasses import dataclass, field

from civichub.places.imports.reading import RowProblem

PROBLEMS_KEPT = 1000


@dataclass
class ImportReport:
    """`written` is False for a dry run and for a file that was refused. `import_id` is None when nothing was kept.

    `problems` holds the first thousand; `rejected` counts every row with at least one.
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

    def reject(self, problems: list[RowProblem]) -> None:
        """Count one row as rejected, and keep its problems while there is room."""
        self.rejected += 1
        self.problems.extend(problems[: PROBLEMS_KEPT - len(self.problems)])

    def in_words(self) -> str:
        """One sentence for a person."""
        kept = f"{self.added:,} added, {self.changed:,} changed, {self.unchanged:,} as they were"
        outcome = "" if self.written else " Nothing was written."
        return f"{self.file_name}: {self.rows:,} rows, {kept}, {self.rejected:,} rejected.{outcome}"
