"""The community directory with its kinds and ages, volunteers with and without checks, and one request for help."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib import resources
from typing import Any

import yaml

from civichub.cases.operations.intake import Request, take_request
from civichub.cases.operations.opening import Reporter
from civichub.cases.placing import Whereabouts
from civichub.core.clocks import london_date
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.directory.document import Document
from civichub.directory.matching import Check
from civichub.directory.operations.helping import record_check, save_volunteer
from civichub.directory.operations.records import assure_service, create_service
from civichub.directory.operations.suggestions import report_wrong
from civichub.directory.operations.terms import set_term
from civichub.places.grid import to_latlon
from civichub.places.models import Address
from civichub.places.queries import addresses_in, areas_of_kind

LIST, TOWN = "Needs and situations", "Lodebury"


def open_directory(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime
) -> None:
    """Records assured, due, unconfirmed and hidden; five volunteers; a resident who asks for company."""
    text = resources.files("civichub.devtools.demo").joinpath("directory.yaml").read_text("utf-8")
    given, county = yaml.safe_load(text), organisations[COUNTY]
    homes = _homes(len(given["services"]) + len(given["volunteers"]) + 1)
    if not homes:
        return
    for name, phrases in given["kinds"]:
        set_term(taxonomy=LIST, name=name, phrases=phrases, actor=actor, at=now)
    made = []
    for number, row in enumerate(given["services"]):
        document = _document(row, homes[number % len(homes)])
        begun = now - timedelta(days=row["age"])
        service = create_service(document=document, keeper=county, published=True, actor=actor, at=begun)
        made.append(assure_service(service=service, assurer_email=f"directory@{COUNTY}.example", actor=actor, at=begun))
    wrong = "I went there on Thursday and nobody was there."
    report_wrong(service=made[3], words=wrong, from_email="", actor=actor, at=now - timedelta(hours=5))
    _take_on(given["volunteers"], homes[len(made):], county, people, actor=actor, now=now)  # fmt: skip
    _ask(services, organisations, homes[-1], actor=actor, now=now)


def _homes(count: int) -> list[Address]:
    """Addresses of one town, spread over it."""
    town = next((area for area in areas_of_kind("district") if TOWN in area.name), None)
    found = list(addresses_in(town).order_by("uprn").values_list("pk", flat=True)) if town else []
    step = max(1, len(found) // count)
    return list(Address.objects.filter(pk__in=found[::step][:count]).order_by("uprn"))


def _document(row: dict[str, Any], home: Address) -> Document:
    days = [f"{row.get('nth', '')}{day}" for day in row["days"].split(",")]
    schedule = {"freq": "MONTHLY" if "nth" in row else "WEEKLY", "byday": ",".join(days),
                "opens_at": row["at"][0], "closes_at": row["at"][1]}  # fmt: skip
    slug = row["by"].lower().replace(" ", "-").replace("'", "")
    document: Document = {
        "name": row["name"], "description": row["text"], "fees_description": row["cost"],
        "organization": {"name": row["by"], "description": "A local charity.", "email": f"hello@{slug}.example"},
        "url": f"https://{slug}.example", "application_process": row.get("how", "Just come along"),
        "schedules": [schedule], "minimum_age": row.get("min_age"), "maximum_age": row.get("max_age"),
        "terms": [{"name": name, "taxonomy": LIST} for name in row["kinds"]],
        "phones": [{"number": row["phone"]}] if "phone" in row else [],
        "cost_options": [{"option": "Each time", "amount": row["price"]}] if "price" in row else [],
        "languages": [{"code": row["lang"][0], "name": row["lang"][1]}] if "lang" in row else [],
    }  # fmt: skip
    if "place" in row:
        position = to_latlon(home.easting, home.northing)
        document["locations"] = [{"location": {
            "name": row["place"], "address_1": home.street, "city": home.town, "postal_code": home.postcode,
            "latitude": position.latitude, "longitude": position.longitude, "withheld": row.get("secret", False),
            "accessibility": "Level entrance",
        }}]  # fmt: skip
    return document


def _take_on(
    rows: list[Any], homes: list[Address], county: Any, people: dict[str, Any], *, actor: Any, now: datetime
) -> None:
    leader, today = people[f"leader@{MAIL}"], london_date(now)
    for (name, skills, times, level, capacity), home in zip(rows, homes, strict=False):
        fields = {
            "name": name, "email": f"{name.lower().replace(' ', '.')}@volunteers.example", "postcode": home.postcode,
            "skills": skills, "times": times, "capacity": capacity, "reach_metres": 12_000,
        }  # fmt: skip
        made = save_volunteer(organisation=county, fields=fields, actor=actor, at=now - timedelta(days=100))
        if level != Check.NONE:
            record_check(
                volunteer=made, level=level, issued_on=today - timedelta(days=200),
                good_until=today + timedelta(days=900), actor=leader, at=now - timedelta(days=90),
            )  # fmt: skip


def _ask(services: dict[str, Any], organisations: dict[str, Any], home: Address, *, actor: Any, now: datetime) -> None:
    answers = {"help_with": ["befriending"], "help_days": ["tue"], "help_times": ["morning"], "help_at_risk": "no",
               "soon": "week", "who": "me"}  # fmt: skip
    wanted = Request(
        service=services["here2help"], front_door=organisations[COUNTY], channel="web",
        title="Help wanted: Company, visits at home", answers=answers,
        description="I lost my husband in the summer and would like somebody to talk to once a week.",
        reporter=Reporter("Edith Marlow", "edith.marlow@home.example", "07700 900499"),
        where=Whereabouts(uprn=home.uprn),
    )  # fmt: skip
    take_request(request=wanted, actor=actor, at=now - timedelta(hours=3))
