"""What Django and django-allauth send goes into the queue like everything else, and nobody on the staff can read it."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage, EmailMultiAlternatives, get_connection

from civichub.accounts.models import User
from civichub.core.errors import Invalid
from civichub.delivery.models import Message

BACKEND = "civichub.delivery.django_mail.DeliveryBackend"


def email(to: list[str] | None = None, **changes: object) -> EmailMultiAlternatives:
    words = {"subject": "Confirm your email", "body": "https://hub.example/confirm/abc", "to": to or ["jo@example.com"]}
    return EmailMultiAlternatives(**words | changes, connection=get_connection(BACKEND))


def test_a_sign_in_email_is_queued_as_a_secret_and_not_sent_in_the_request(system: User) -> None:
    mail = email()
    mail.attach_alternative("<p>Confirm</p>", "text/html")
    assert mail.send() == 1
    message = Message.objects.get()
    assert (message.state, message.purpose, message.is_secret, message.organisation) == (
        "queued",
        "sign_in",
        True,
        None,
    )
    assert (message.body, message.body_html) == ("https://hub.example/confirm/abc", "<p>Confirm</p>")


def test_each_recipient_gets_an_email_of_their_own(system: User) -> None:
    assert email(["a@example.com", "b@example.com"], bcc=["c@example.com"]).send() == 3
    assert sorted(Message.objects.values_list("to_address", flat=True)) == [
        "a@example.com",
        "b@example.com",
        "c@example.com",
    ]


def test_a_flood_of_password_resets_sends_three(system: User) -> None:
    for _ in range(20):
        email().send()
    assert Message.objects.exclude(state="cancelled").count() == 3
    assert Message.objects.filter(state="held").count() == 0


@pytest.mark.parametrize(
    "changes",
    [{"subject": "Hello\r\nBcc: b@example.com"}, {"to": ["jo@example.com\nBcc: b@example.com"]}],
    ids=["subject", "recipient"],
)
def test_a_header_cannot_be_smuggled_in(system: User, changes: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        email(**changes).send()
    quiet = get_connection(BACKEND, fail_silently=True)
    assert quiet.send_messages([email(**changes)]) == 0
    assert not Message.objects.exists()


def test_an_email_of_html_alone_has_its_text_too(system: User) -> None:
    mail = EmailMessage("Hello", "<p>Good day</p>", to=["jo@example.com"], connection=get_connection(BACKEND))
    mail.content_subtype = "html"
    mail.send()
    assert Message.objects.get().body == "Good day"
