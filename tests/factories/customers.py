"""Customers in each of their states, made by the product's own operations."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone

from civichub.accounts.models import Membership, User, UserKind
from civichub.accounts.queries import system_account
from civichub.customers import operations
from civichub.customers.models import Customer
from civichub.customers.normalising import Address, read_address
from civichub.organisations.models import Organisation, SharingAgreement

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def council(slug: str = "", **fields: Any) -> Organisation:
    """A council of the partnership."""
    slug = slug or f"council-{next(_numbers)}"
    return Organisation.objects.create(
        slug=slug, name=f"{slug.title()} Council", short_name=slug, kind="district", **fields
    )


def staff(organisation: Organisation, role: str = "advisor", name: str = "") -> User:
    """Somebody with a role in an organisation. Only `service_officer` and above see where a person at risk lives."""
    user = User.objects.create_user(f"staff{next(_numbers)}@council.example", name=name or role, kind=UserKind.STAFF)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


def resident(email: str = "", name: str = "") -> User:
    """A resident's sign-in, without a record yet."""
    return User.objects.create_user(
        email or f"resident{next(_numbers)}@home.example", name=name, kind=UserKind.RESIDENT
    )


def agreement(giver: Organisation, taker: Organisation, *fields: str, **more: Any) -> SharingAgreement:
    """A sharing agreement in force today, of the customer's name unless fields are named."""
    today = timezone.localdate()
    return SharingAgreement.objects.create(
        from_organisation=giver,
        to_organisation=taker,
        title="Joint customer desk",
        purpose="answering residents at either council",
        fields=list(fields) or ["customer.name"],
        starts_on=today - timedelta(days=30),
        expires_on=today + timedelta(days=365),
        **more,
    )


def address(number: int = 12, postcode: str = "BK1 1AA", uprn: str = "", street: str = "Oak Street") -> Address:
    """An invented address."""
    return read_address(text=f"{number} {street}, Brackenham", postcode=postcode, uprn=uprn)


def customer(organisation: Organisation, *, at: datetime = NOW, **fields: Any) -> Customer:
    """A person in use, held by the organisation: Jane Smith unless named otherwise."""
    names = ("given_name", "family_name", "known_as", "organisation_name")
    if not any(name in fields for name in names):
        fields |= {"given_name": "Jane", "family_name": "Smith"}
    return operations.register_customer(organisation=organisation, actor=system_account(), at=at, **fields)


def reachable(organisation: Organisation, *, at: datetime = NOW, **fields: Any) -> Customer:
    """A person with an email, a mobile and an address; give `email`, `phone` or `home` to choose them."""
    number = next(_numbers)
    email = fields.pop("email", f"jane{number}@mail.example")
    phone = fields.pop("phone", f"07700 9{number % 100_000:05d}")
    home = fields.pop("home", None) or address(number)
    made = customer(organisation, at=at, **fields)
    system = system_account()
    if email:
        operations.add_contact_point(customer=made, kind="email", value=email, preferred=True, actor=system, at=at)
    if phone:
        operations.add_contact_point(customer=made, kind="phone", value=phone, preferred=True, actor=system, at=at)
    operations.add_contact_point(customer=made, kind="address", address=home, preferred=True, actor=system, at=at)
    return made


def proved(organisation: Organisation, **fields: Any) -> Customer:
    """A reachable person whose email was proved to be theirs."""
    made = reachable(organisation, **fields)
    email = made.contact_points.get(kind="email")
    operations.verify_contact_point(contact_point=email, how="email_link", actor=system_account(), at=NOW)
    return made


def signed_up(organisation: Organisation, **fields: Any) -> tuple[Customer, User]:
    """A person with a proved email and a sign-in of that email."""
    made = proved(organisation, **fields)
    account = resident(made.contact_points.get(kind="email").normalised, made.display_name)
    operations.link_account(customer=made, account=account, evidence="test", actor=system_account(), at=NOW)
    made.refresh_from_db()
    return made, account


def at_risk(organisation: Organisation, **fields: Any) -> Customer:
    """A reachable person whose address must not be learned."""
    made = reachable(organisation, **fields)
    operations.flag_at_risk(
        customer=made, why="Fled a former partner", review_on=date(2026, 9, 1), actor=system_account(), at=NOW
    )
    made.refresh_from_db()
    return made


def deceased(organisation: Organisation, **fields: Any) -> Customer:
    """A reachable person who has died."""
    made = reachable(organisation, **fields)
    operations.record_death(customer=made, died_on=date(2026, 2, 1), actor=system_account(), at=NOW)
    made.refresh_from_db()
    return made


def business(organisation: Organisation, name: str = "Acme Building Company Limited") -> Customer:
    """An organisation as a customer."""
    return customer(organisation, kind="organisation", organisation_name=name)


def merged(organisation: Organisation) -> tuple[Customer, Customer]:
    """Two records of one person, joined: (the keeping one, the absorbed one)."""
    keep, absorb = reachable(organisation), reachable(organisation)
    operations.merge_customers(keep=keep, absorb=absorb, reason="Same person", actor=system_account(), at=NOW)
    keep.refresh_from_db()
    absorb.refresh_from_db()
    return keep, absorb
