"""Every address of the hub with something behind it: who asks, by which key or sign-in, and for whose record.

Newer parts of the hub make their own records in `areas`.

Used by the permission matrix, by the crawl that must write nothing, and by the malformed requests.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.signing import TimestampSigner
from django.test import Client
from django.urls import URLPattern, get_resolver
from django.urls.converters import IntConverter
from django.utils import timezone

from civichub.accounts.models import ApiToken, Membership, User
from civichub.accounts.operations import add_staff, issue_token, save_list
from civichub.accounts.roles import API_SCOPES, Role
from civichub.cases.models import CaseClock
from civichub.cases.operations.attachments import attach_to_case
from civichub.cases.operations.promises import add_task, make_promise
from civichub.catalogue.operations import change_service, set_channel, set_standard
from civichub.contacts.operations import open_contact
from civichub.core.references import new_reference
from civichub.customers.operations import merge_customers, set_need
from civichub.forms.operations.drafts import start_draft
from civichub.forms.operations.versions import load_library
from civichub.forms.queries import form_in_force
from civichub.frontdesk.models import Visit
from civichub.frontdesk.operations import add_counter, register_arrival, set_up_desk
from civichub.knowledge.models import ArticleVersion, Gap
from civichub.knowledge.operations import begin_article_draft, note_missed_search, publish_article, write_article
from civichub.knowledge.wording import ArticleText
from civichub.notifications.links import track_link
from civichub.organisations.models import SharedField, SharingAgreement
from civichub.places.operations import add_site
from civichub.routing.models import Offer, Queue
from civichub.routing.operations import define_queue, join_queue, place_work
from tests.db.trust.areas import AREAS
from tests.factories.customers import reachable, signed_up
from tests.factories.world import BEFORE, World, make_case, make_world, share
from tests.guards.test_addresses import every_pattern

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@dataclass(frozen=True)
class Address:
    """One pattern: `template` is the address with each part's name in braces, `parts` those names."""

    name: str
    template: str
    parts: tuple[str, ...]
    pattern: URLPattern

    def filled(self, values: dict[str, str]) -> str:
        """The address for these values; a part that has none gets what no record has."""
        return "/" + self.template.format(**{part: values.get(part, self.absent(part)) for part in self.parts})

    def absent(self, part: str) -> str:
        """A well-formed value that no record has."""
        is_number = isinstance(self.pattern.pattern.converters.get(part), IntConverter)
        return "987654321" if is_number else "missing"


def every_address() -> Iterator[Address]:
    """Every address by a name of its own: where two share one, or have none, the address itself follows."""
    seen: dict[str, str] = {}
    for text, pattern in every_pattern(get_resolver()):
        template = re.sub(r"\(\?P<(\w+)>(?:[^()\[\]]|\[[^]]*\])*\)", r"{\1}", text)
        template = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", template).replace("^", "").replace("$", "")
        name = pattern.name or template
        if text.startswith("api/"):
            name = f"api {name}"
        if seen.get(name) == template:  # two methods of one address of the interface
            continue
        if name in seen:
            name = f"{name} ({template})"
        if name not in seen:
            seen[name] = template
            yield Address(name, template, tuple(re.findall(r"{(\w+)}", template)), pattern)


@dataclass
class Populated:
    """The partnership with one of everything. `clients` by role and organisation, `values` by family of address.

    `others` holds what differs in the values of a record that belongs to another resident.
    """

    world: World
    clients: dict[tuple[str, str], Client] = field(default_factory=dict)
    people: dict[tuple[str, str], User] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    others: dict[str, dict[str, str]] = field(default_factory=dict)

    def values_for(self, address: Address, ownership: str) -> dict[str, str]:
        """What to write into an address; of a missing record, a reference or number that nothing has."""
        family = next((f for f in self.values if address.template.startswith(f)), "")
        found = dict(self.values.get(family, {}))
        if ownership == "other":
            found |= self.others.get(family, {})
        if ownership == "missing":
            for part in set(address.parts) - {"key", "step", "word", "event", "channel", "provider_id"}:
                found[part] = new_reference() if part == "reference" else address.absent(part)
        return found


def populate() -> Populated:
    """Make the partnership, its people by role and organisation, and one record of each kind held by the county."""
    world = make_world()
    found = Populated(world)
    load_library(actor=world.system, at=BEFORE)
    change_service(service=world.services["pothole"], fields={"form_key": "pothole"}, actor=world.system, at=BEFORE)
    share(world, fields=SharedField.values)
    _sign_everybody_in(found)
    _fill(found)
    return found


def signed_in(user: User) -> Client:
    """A browser signed in as this person, which answers with a page where a view raised an error."""
    client = Client(raise_request_exception=False)
    client.force_login(user, backend=BACKEND)
    return client


def _sign_everybody_in(found: Populated) -> None:
    world = found.world
    homes = {"county": world.county, "lowton": world.lowton, "highley": world.highley}
    teams = {"county": world.teams["highways"], "lowton": world.teams["waste"]}
    for slug, home in homes.items():
        for role in Role.values:
            user = add_staff(
                email=f"{role}@{slug}.test", name=role, organisation=home, role=role, team=teams.get(slug),
                actor=world.system, at=BEFORE,
            )  # fmt: skip
            found.people[role, slug] = user
            found.clients[role, slug] = signed_in(user)
        _, key = issue_token(label=slug, organisation=home, scopes=sorted(API_SCOPES), actor=world.system, at=BEFORE)
        found.clients["client", slug] = Client(
            raise_request_exception=False, headers={"Authorization": f"Bearer {key}"}
        )
    found.clients["anonymous", ""] = Client(raise_request_exception=False)


def _fill(found: Populated) -> None:
    world, now = found.world, timezone.now() - timedelta(hours=1)
    customer, resident = signed_up(world.county, given_name="Sam", family_name="Reed", email="sam.reed@example.org")
    other_customer, _ = signed_up(world.county, given_name="Alex", family_name="Moss", email="alex.moss@example.org")
    found.people["resident", ""], found.clients["resident", ""] = resident, signed_in(resident)
    own = make_case(world, at=now, customer=customer)
    other = make_case(world, at=now, customer=other_customer)
    officer = found.people[Role.SERVICE_OFFICER, "county"]
    promise = make_promise(case=own, text="Make it safe", due_on=timezone.localdate(), actor=officer, at=now)
    task = add_task(case=own, title="Ring the contractor", actor=officer, at=now)
    clock = CaseClock.objects.filter(case=own).first()
    contact = open_contact(
        organisation=world.county, channel="phone", customer=customer, reason="A hole",
        actor=found.people[Role.ADVISOR, "county"], at=now,
    )  # fmt: skip
    keep, absorb = reachable(world.county), reachable(world.county)
    merge = merge_customers(keep=keep, absorb=absorb, reason="Same person", actor=world.system, at=now)
    kept = save_list(
        name="Mine", page="cases", query="", shared=False, actor=found.people[Role.SERVICE_OFFICER, "county"], at=now
    )
    version = form_in_force("pothole", world.county, now)
    draft = start_draft(
        form_version=version, organisation=world.county, owner=None, answers={}, actor=world.system, at=now,
        context={"service": world.services["pothole"].pk, "front_door": world.county.pk, "channel": "web"},
    )  # fmt: skip
    file = attach_to_case(case=own, name="hole.pdf", content=PDF, public=True, actor=officer, at=now)
    in_case = {"reference": own.reference, "key": "inspect", "step": "withdraw", "file": file.token}
    point, need = (
        customer.contact_points.first(),
        set_need(customer=customer, code="braille", source="The customer", actor=world.system, at=now),
    )
    other_need = set_need(customer=other_customer, code="braille", source="The customer", actor=world.system, at=now)
    service = world.services["pothole"]
    promised = set_standard(service=service, key="repair", text="We repair it", actor=world.system, at=now)
    cell = set_channel(service=service, channel="web", actor=world.system, at=now)
    held = {"organisation": world.county}
    queue, offer = _work_in_line(found, contact.pk, now)
    article, gap = _article(found, now)
    visit = _visitor(found, now)
    found.values = {
        "staff/work/offers/": {"pk": str(offer.pk)},
        "staff/work/": {"pk": str(offer.item_id)},
        "staff/knowledge/gaps/": {"pk": str(gap.pk)},
        "staff/knowledge/": {"pk": str(article.article_id), "number": str(article.number)},
        "staff/queues/": {"pk": str(queue.pk)},
        "staff/front-desk/": {"pk": str(visit.pk)},
        "staff/counter/": {"pk": str(visit.pk), "step": "call"},
        "display/": {"slug": visit.desk.site.slug},
        "staff/agreements/": {"pk": str(SharingAgreement.objects.get().pk)},
        "staff/people/": {"pk": str(Membership.objects.filter(user=officer).get().pk)},
        "staff/keys/": {"pk": str(ApiToken.objects.get(**held).pk)},
        "staff/services/{pk}/": {
            "pk": str(service.pk),
            "promise": str(promised.pk),
            "cell": str(cell.pk),
            "provision": str(service.provisions.get().pk),
        },
        "staff/definitions/": {"word": "forms", "pk": str(version.pk), "other": str(version.pk)},
        "staff/cases/lists/": {"list_id": str(kept.pk)},
        "staff/cases/{reference}/promises/": {**in_case, "pk": str(promise.pk)},
        "staff/cases/{reference}/tasks/": {**in_case, "pk": str(task.pk)},
        "staff/cases/{reference}/clocks/": {**in_case, "pk": str(clock.pk if clock else 0)},
        "staff/cases/{reference}/": {**in_case, "token": file.token},
        "staff/customers/{reference}/merges/": {"reference": keep.reference, "pk": str(merge.pk)},
        "staff/customers/{reference}/": {"reference": customer.reference},
        "staff/contacts/{reference}/": {"reference": contact.reference},
        "api/v1/cases/": in_case,
        "api/v1/services/": {"slug": "pothole"},
        "services/": {"slug": "pothole"},
        "c/": {"slug": "county"},
        "forms/": {"key": "pothole"},
        "apply/": {"token": draft.token, "key": "where", "ref": "nothing"},
        "track/": {**in_case, "token": track_link(own.reference).rstrip("/").rsplit("/", 1)[-1]},
        "account/": {**in_case, "point_id": str(point.pk), "need_id": str(need.pk)},
        "feedback/": {"signed": TimestampSigner(salt="civichub.page_feedback").sign("1")},
        "accounts/oidc/": {"provider_id": "staff"},
    }
    for values_of in AREAS:
        found.values = values_of(found, at=now, customer=customer, contact=contact, case=own) | found.values
    found.others["account/"] = {
        "reference": other.reference,
        "point_id": str(other_customer.contact_points.first().pk),
        "need_id": str(other_need.pk),
    }


def _article(found: Populated, at: datetime) -> tuple[ArticleVersion, Gap]:
    """An article that the county shares, with a draft of its next version, and a search of its officer's in vain."""
    manager, home = found.people[Role.SERVICE_MANAGER, "county"], found.world.county
    first = write_article(
        key="potholes", organisation=home, keeper=manager, review_on=at.date() + timedelta(days=99), is_shared=True,
        text=ArticleText("Potholes", body="Measure it."), actor=manager, at=at,
    )  # fmt: skip
    publish_article(version=first, review_on=at.date() + timedelta(days=99), actor=manager, at=at)
    begin_article_draft(article=first.article, actor=manager, at=at)
    advisor = found.people[Role.ADVISOR, "county"]
    gap = note_missed_search(words="wasps", organisation=home, actor=advisor, at=at)
    assert gap is not None
    return first, gap


def _work_in_line(found: Populated, subject: int, at: datetime) -> tuple[Queue, Offer]:
    """A queue of the county, and something in it that is offered to its officer."""
    world, officer = found.world, found.people[Role.SERVICE_OFFICER, "county"]
    queue = define_queue(organisation=world.county, slug="desk", name="Desk", actor=world.system, at=at)
    join_queue(queue=queue, person=officer, actor=world.system, at=at)
    item = place_work(queue=queue, kind="task", subject_kind="contact", subject_id=subject, actor=world.system, at=at)
    offer = Offer.objects.create(item=item, person=officer, made_at=at, expires_at=at + timedelta(days=1))
    return queue, offer


def _visitor(found: Populated, at: datetime) -> Visit:
    """Somebody who waits at a front desk of the county."""
    world, kept = found.world, {"actor": found.world.system, "at": at}
    site = add_site(organisation=world.county, slug="shop", name="Shop", kind="one_stop_shop", **kept)
    line = define_queue(organisation=world.county, slug="front-desk", name="Front desk", **kept)
    desk = set_up_desk(site=site, queue=line, prefix="A", **kept)
    add_counter(desk=desk, label="1", **kept)
    return register_arrival(desk=desk, services=[], **kept)
