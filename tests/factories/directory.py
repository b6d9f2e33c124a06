"""Records of the directory for tests: one service with everything, and small variations of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from civichub.directory.models import Service
from civichub.directory.operations.records import assure_service, create_service
from civichub.places.grid import to_grid
from civichub.places.models import Address
from tests.factories.world import World

NOW = datetime(2026, 3, 3, 12, tzinfo=UTC)

LUNCH_CLUB: dict[str, Any] = {
    "name": "Bereavement lunch club",
    "description": "A meal and company for people whose partner has died.",
    "organization": {"name": "Lowton Neighbours", "email": "hello@neighbours.example", "description": "A charity."},
    "email": "lunch@neighbours.example",
    "url": "https://neighbours.example/lunch",
    "minimum_age": 18,
    "eligibility_description": "Anybody who has lost somebody.",
    "fees_description": "Free, donations welcome",
    "schedules": [{"freq": "WEEKLY", "byday": "TU", "opens_at": "11:30", "closes_at": "14:00"}],
    "phones": [{"number": "01632 960101", "description": "Office"}],
    "contacts": [{"name": "Ann Lee", "title": "Organiser"}],
    "languages": [{"code": "en", "name": "English"}, {"code": "pl", "name": "Polish"}],
    "cost_options": [{"option": "Everybody", "amount": 0}],
    "service_areas": [{"name": "Lowton and around"}],
    "terms": [{"name": "Bereavement", "taxonomy": "Needs and situations"}],
    "locations": [
        {
            "location": {
                "name": "St Mary’s hall", "address_1": "2 Church Lane", "city": "Lowton", "postal_code": "LE1 1AA",
                "latitude": 52.3, "longitude": -1.9, "accessibility": "Level entrance\nHearing loop",
            }
        }
    ],
}  # fmt: skip


def record(world: World, *, at: datetime = NOW, published: bool = True, assured: bool = True, **more: Any) -> Service:
    """A record kept by the county; `more` replaces fields of the lunch club."""
    made = create_service(
        document={**LUNCH_CLUB, **more}, keeper=world.county, published=published, actor=world.system, at=at
    )
    if assured:
        made = assure_service(service=made, assurer_email="keeper@county.example", actor=world.system, at=at)
    return made


def put_address(uprn: str, *, postcode: str, latitude: float, longitude: float) -> Address:
    """An address of the address book, so that its postcode is known."""
    point = to_grid(latitude, longitude)
    return Address.objects.create(
        uprn=uprn, postcode=postcode, easting=point.easting, northing=point.northing, street="Church Lane",
        town="Lowton", search_text=f"church lane lowton {postcode.lower()}",
    )  # fmt: skip
