"""One of everything of the directory: a record with a suggestion and a change, an import, a volunteer asked."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from civichub.directory.links import confirm_token, help_link
from civichub.directory.matching import Need
from civichub.directory.operations.helping import offer_to_volunteer, save_volunteer
from civichub.directory.operations.imports import plan_import
from civichub.directory.operations.suggestions import report_wrong
from civichub.directory.operations.terms import set_term
from civichub.directory.queries.keeping import changes_of
from tests.factories.directory import put_address, record


def values(found: Any, *, at: datetime, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """Made for the county, whose people the table asks with."""
    world, system = found.world, found.world.system
    service = record(world, at=at)
    place, change = service.service_at_locations.get(), changes_of(service).last()
    report = report_wrong(service=service, words="It moved", from_email="", actor=system, at=at)
    term = set_term(taxonomy="Needs and situations", name="Bereavement", actor=system, at=at)
    theirs = {"id": str(term.uuid), "name": service.name, "organization": {"name": service.organization.name}}
    batch = plan_import(records=[theirs], name="Next door", keeper=world.county, actor=system, at=at)
    put_address("199999", postcode="LE7 7AA", latitude=52.3, longitude=-1.9)
    fields = {"name": "Meg", "email": "meg@help.example", "postcode": "LE7 7AA", "skills": ["dog"], "capacity": 3,
              "reach_metres": 5_000}  # fmt: skip
    volunteer = save_volunteer(organisation=world.county, fields=fields, actor=system, at=at)
    asked = {"case_reference": case.reference, "need": Need(("dog",)), "area": "", "words": "", "reasons": []}
    offer = offer_to_volunteer(volunteer=volunteer, actor=system, at=at, **asked)
    keys = {"key": str(service.uuid)}
    assert change is not None
    return {
        "directory/confirm/": {"token": confirm_token(service)},
        "directory/help/": {"token": urlsplit(help_link(offer)).path.split("/")[-2]},
        "directory/": keys,
        "api/directory/v3/taxonomies/": {"key": str(term.taxonomy.uuid)},
        "api/directory/v3/taxonomy_terms/": {"key": str(term.uuid)},
        "api/directory/v3/service_at_locations/": {"key": str(place.uuid)},
        "api/directory/v3/services/": keys,
        "api/directory/v3/": {"rest": "organizations"},
        "staff/directory/rules/": {"pk": str(world.county.pk)},
        "staff/directory/kinds/": {"pk": str(term.pk)},
        "staff/directory/suggestions/": {"pk": str(report.pk)},
        "staff/directory/imports/": {"pk": str(batch.pk), "row": str(batch.rows.get().pk), "step": "apply"},
        "staff/directory/records/": {"pk": str(service.pk), "change": str(change.pk), "step": "publish"},
        "staff/volunteers/": {"pk": str(volunteer.pk)},
        "staff/cases/{reference}/help/": {"reference": case.reference, "pk": str(offer.pk), "step": "withdraw"},
    }
