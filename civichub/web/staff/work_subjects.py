"""From a work item to what it is about, and to its page: routing knows only a kind and a number."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone

from civichub.cases.queries import case_by_id
from civichub.contacts.operations import resume_contact, take_over_contact
from civichub.contacts.queries import contact_in_line
from civichub.frontdesk.operations import call_visitor
from civichub.frontdesk.queries import counter_at, visit_in_line
from civichub.messaging.queries.letters import letter_of_contact, letter_out_in_line
from civichub.messaging.queries.mail import conversation_of_contact
from civichub.webchat.operations import join_chat
from civichub.webchat.queries import chat_of_contact


def address_of_subject(item: Any) -> str:
    """The address of the page of an item's subject; empty where its kind has none."""
    if item.subject_kind == "contact" and (contact := contact_in_line(item.subject_id)):
        by_mail = contact.channel == "email" and conversation_of_contact(contact.pk)
        if by_mail:
            return reverse("mail", args=[by_mail.reference])
        by_post = contact.channel == "letter" and letter_of_contact(contact.pk)
        if by_post:
            return reverse("letter", args=[by_post.reference])
        by_chat = contact.channel == "webchat" and chat_of_contact(contact.pk) is not None
        return reverse("desk-chat" if by_chat else "contact", args=[contact.reference])
    if item.subject_kind == "letter_out" and (out := letter_out_in_line(item.subject_id)):
        return reverse("letter-out", args=[out.message.reference])
    if item.subject_kind == "case":
        return reverse("case", args=[case_by_id(item.subject_id).reference])
    return reverse("counter") if item.subject_kind == "visit" else ""


def go_on_with(item: Any, user: Any) -> str:
    """Make what was taken this person's own, and give the address of its page."""
    if item.subject_kind == "contact" and (contact := contact_in_line(item.subject_id)):
        take_over_contact(contact=contact, actor=user, at=timezone.now())
        if contact.channel == "letter" and contact.state == "paused":  # its time did not run while it lay in line
            resume_contact(contact=contact, actor=user, at=timezone.now())
        if item.kind == "chat" and (chat := chat_of_contact(contact.pk)):
            join_chat(chat=chat, actor=user, at=timezone.now())
    if item.subject_kind == "visit" and counter_at(user) and (visit := visit_in_line(item.subject_id)):
        call_visitor(visit=visit, actor=user, at=timezone.now())
    return address_of_subject(item)
