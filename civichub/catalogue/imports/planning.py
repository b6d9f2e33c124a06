"""What each row of a file would do to the catalogue as it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from civichub.catalogue.fields import clean_fields
from civichub.catalogue.imports.reading import GivenRow
from civichub.catalogue.models import Service, ServiceProvision
from civichub.catalogue.shipped import residents_words
from civichub.catalogue.slugs import free_slug
from civichub.catalogue.states import RowOutcome, ServiceStatus


@dataclass
class PlannedRow:
    """One row's outcome. `after` are the fields to set, `before` what they are now (empty for a new service)."""

    number: int
    title: str
    outcome: str = RowOutcome.PROBLEM
    service: Service | None = None
    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)
    note: str = ""


class Planner:
    """Knows every service once, so that a thousand rows need no query each."""

    def __init__(self, *, may_edit: Callable[[int | None, Collection[int]], bool]) -> None:
        """`may_edit` says whether the importer may change a service of that owner (an organisation's id, or None) that
        these organisations provide."""
        self._may_edit = may_edit
        self._providers: dict[int, set[int]] = defaultdict(set)
        for service_id, organisation_id in ServiceProvision.objects.values_list("service_id", "organisation_id"):
            self._providers[service_id].add(organisation_id)
        services = list(Service.objects.all())
        self._by_lgsl = {service.lgsl_id: service for service in services if service.lgsl_id is not None}
        self._by_slug = {service.slug: service for service in services}
        self._by_title: dict[str, list[Service]] = {}
        for service in services:
            self._by_title.setdefault(service.title.casefold(), []).append(service)
        self._slugs = set(self._by_slug)
        self._seen: dict[tuple[str, Any], int] = {}

    def plan(self, rows: Sequence[GivenRow]) -> list[PlannedRow]:
        """The rows in file order, each with its outcome."""
        return [self._plan(row) for row in rows]

    def _plan(self, row: GivenRow) -> PlannedRow:
        planned = PlannedRow(row.number, str(row.values.get("title", ""))[:160].replace("\x00", "\ufffd"))
        if row.fault:
            planned.problems.append(("row", row.fault))
            return planned
        cleaned, problems = clean_fields(row.values)
        planned.problems += problems.items()
        self._refuse_repeats(row.number, cleaned, planned)
        if planned.problems:
            return planned
        service = self._match(cleaned, planned)
        if service is not None and not self._may_edit(service.owner_id, self._providers[service.pk]):
            problem = f"{service.title} is not your organisation's alone, so you cannot change it. Remove this row."
            planned.problems.append(("title", problem))
        if planned.problems:
            return planned
        return self._change(planned, service, cleaned) if service else self._create(planned, cleaned)

    def _refuse_repeats(self, number: int, cleaned: Mapping[str, Any], planned: PlannedRow) -> None:
        for name in ("lgsl_id", "slug", "title"):
            if cleaned.get(name) is None or (name == "title" and cleaned.get("lgsl_id") is not None):
                continue
            value = cleaned[name].casefold() if isinstance(cleaned[name], str) else cleaned[name]
            first = self._seen.setdefault((name, value), number)
            if first != number:
                planned.problems.append((name, f"Row {first} has the same {name}. Keep one of the two."))

    def _match(self, cleaned: Mapping[str, Any], planned: PlannedRow) -> Service | None:
        """The service the row is about: by national number, else by slug, else by title if only one has it."""
        if cleaned.get("lgsl_id") is not None:
            return self._by_lgsl.get(cleaned["lgsl_id"]) or self._unnumbered(cleaned)
        if "slug" in cleaned and cleaned["slug"] in self._by_slug:
            return self._by_slug[cleaned["slug"]]
        same = self._by_title.get(cleaned.get("title", "").casefold(), [])
        if len(same) > 1:
            numbers = " or ".join(str(service.lgsl_id or service.slug) for service in same)
            planned.problems.append(("title", f"{len(same)} services have this title. Give its number: {numbers}."))
            return None
        return same[0] if same else None

    def _unnumbered(self, cleaned: Mapping[str, Any]) -> Service | None:
        """A service made by hand under the same title, which the file now gives its national number."""
        same = [s for s in self._by_title.get(cleaned.get("title", "").casefold(), []) if s.lgsl_id is None]
        return same[0] if len(same) == 1 else None

    def _create(self, planned: PlannedRow, cleaned: dict[str, Any]) -> PlannedRow:
        if "title" not in cleaned:
            planned.problems.append(("title", "Give a title: there is no such service yet."))
            return planned
        cleaned.setdefault("slug", free_slug(cleaned["title"], self._slugs, number=cleaned.get("lgsl_id")))
        if cleaned["slug"] in self._slugs:
            planned.problems.append(("slug", f"Choose another short address; {cleaned['slug']} is taken."))
            return planned
        self._slugs.add(cleaned["slug"])
        cleaned.setdefault("status", ServiceStatus.DRAFT.value)
        cleaned.setdefault("aliases", list(residents_words().get(cleaned.get("lgsl_id") or 0, ())))
        planned.outcome, planned.after = RowOutcome.CREATED, cleaned
        return planned

    def _change(self, planned: PlannedRow, service: Service, cleaned: dict[str, Any]) -> PlannedRow:
        planned.service, planned.title = service, planned.title or service.title
        if service.status == ServiceStatus.RETIRED and cleaned.get("status") == ServiceStatus.LIVE:
            # The council took it out of its A–Z itself; a new edition of the national list must not put it back.
            del cleaned["status"]
            planned.note = "Stays retired: make it live by hand if it is offered again."
        if cleaned.get("slug", service.slug) != service.slug and cleaned["slug"] in self._slugs:
            planned.problems.append(("slug", f"Choose another short address; {cleaned['slug']} is taken."))
            return planned
        planned.after = {name: value for name, value in cleaned.items() if getattr(service, name) != value}
        planned.before = {name: getattr(service, name) for name in planned.after}
        planned.outcome = RowOutcome.UPDATED if planned.after else RowOutcome.UNCHANGED
        return planned
