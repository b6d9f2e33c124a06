"""A transcript goes when its time is over: the words and the files, not the contact, and not what is still needed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from civichub.cases.models import CaseContact
from civichub.contacts.operations import identify_customer
from civichub.core.clocks import london_date
from civichub.core.errors import Conflict
from civichub.customers.models import LegalHold
from civichub.customers.operations import lift_hold, place_hold, register_customer
from civichub.webchat.jobs import forget_chats_each_night
from civichub.webchat.models import Chat
from civichub.webchat.operations import end_chat, forget_chat, leave_message, send_file
from civichub.webchat.operations.starting import Asker
from civichub.webchat.queries import outlived
from tests.db.staff.test_case_pages import sign_in
from tests.db.webchat.conftest import Chats, minutes
from tests.factories.world import NOON, make_case

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def forget(chats: Chats, chat: Chat, at: Any) -> bool:
    return forget_chat(chat=chat, actor=chats.world.system, at=at)


def test_words_and_files_go_with_their_time_and_the_contact_stays(
    chats: Chats, django_capture_on_commit_callbacks: Any
) -> None:
    chats.seat("advisor")
    chat = chats.ask("My name is Sam", name="Sam Reed", browser="b" * 64)
    send_file(chat=chat, author="resident", name="hole.pdf", content=PDF, actor=chats.world.system, at=NOON)
    path = chat.files.get().path
    after = NOON + timedelta(days=731)
    assert outlived(london_date(NOON)) == []
    assert outlived(london_date(after)) == [chat.pk]
    assert not forget(chats, chat, after), "it goes on"
    end_chat(chat=chat, by="resident", actor=chats.world.system, at=minutes(1))
    assert not forget(chats, chat, NOON + timedelta(days=730)), "its last day is not over"
    with pytest.raises(ProgrammingError), transaction.atomic():
        chat.messages.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert forget(chats, chat, after)
    chat = chats.fresh(chat)
    assert (chat.messages.count(), chat.files.count(), default_storage.exists(path)) == (0, 0, False)
    assert (chat.name, chat.browser, chat.forgotten_at) == ("", "", after)
    assert chat.contact.channel == "webchat"
    assert not forget(chats, chat, after), "once"
    assert outlived(london_date(after)) == []


def test_what_an_open_case_or_an_unanswered_message_needs_is_kept_until_then(chats: Chats) -> None:
    chats.seat("advisor")
    chat, after = chats.ask(), NOON + timedelta(days=731)
    end_chat(chat=chat, by="resident", actor=chats.world.system, at=minutes(1))
    case = make_case(chats.world)
    CaseContact.objects.create(case=case, contact=chat.contact)
    assert not forget(chats, chat, after)
    CaseContact.objects.all().delete()
    assert forget(chats, chat, after)
    message = leave_message(organisation=chats.world.county, asker=Asker(question="When?"), email="a@example.org",
                            actor=chats.world.system, at=NOON)  # fmt: skip
    assert not forget(chats, message, after)


def test_the_nights_job_forgets_what_is_due(chats: Chats) -> None:
    chats.seat("advisor")
    chat = chats.ask()
    end_chat(chat=chat, by="resident", actor=chats.world.system, at=minutes(1))
    Chat.objects.update(keep_until="2020-01-01")
    forget_chats_each_night(timestamp=0)
    assert chats.fresh(chat).forgotten_at
    assert chat.messages.count() == 0


def test_a_legal_hold_keeps_it_until_it_is_lifted_or_over(chats: Chats, client: Client) -> None:
    world, after = chats.world, NOON + timedelta(days=731)
    customer = register_customer(
        given_name="Sam", family_name="Reed", organisation=world.county, actor=world.system, at=NOON
    )
    chats.seat("advisor")
    chat = chats.ask()
    end_chat(chat=chat, by="resident", actor=world.system, at=minutes(1))
    identify_customer(contact=chat.contact, customer=customer, actor=world.system, at=NOON)
    here, page = reverse("customer-hold", args=[customer.reference]), reverse("customer", args=[customer.reference])
    for word in ("advisor", "leader"):
        assert sign_in(Client(), world, word).post(here, {"reason": "Mine"}).status_code == 403
    governance = sign_in(client, world, "governance")
    governance.post(here, {"reason": "Claim 12/2026"})
    assert "Claim 12/2026" in governance.get(page).content.decode()
    assert "Place a legal hold" not in sign_in(Client(), world, "advisor").get(page).content.decode()
    assert not forget(chats, chat, after)
    hold = LegalHold.objects.get()
    governance.post(reverse("customer-hold-lift", args=[customer.reference, hold.pk]), {"why": "It was settled"})
    with pytest.raises(Conflict):
        lift_hold(hold=hold, why="Again", actor=world.system, at=NOON)
    last = london_date(after)
    place_hold(customer=customer, reason="Another", until=last, actor=world.system, at=NOON)
    assert not forget(chats, chat, after)
    assert forget(chats, chat, after + timedelta(days=1))
