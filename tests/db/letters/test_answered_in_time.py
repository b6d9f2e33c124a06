"""Five working days: one definition for email and letters, shown to whoever may see figures."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from civichub.contacts.operations import close_contact
from civichub.messaging.models import LetterIn, MailWait
from civichub.messaging.operations.letters_answering import record_response
from civichub.messaging.operations.mail_answering import Reply, send_reply, take_back_reply
from civichub.messaging.operations.mail_settling import (
    close_without_reply,
    follow_contact,
    mark_spam,
    reopen_conversation,
)
from civichub.messaging.queries.standard import owed_by_day, share_in_time, standard_figures, standing
from tests.db.letters.conftest import Post
from tests.db.staff.test_case_pages import sign_in
from tests.factories.mail import arrive, make_mailbox, written

ONE_DAY = timedelta(days=1)


def figures(post: Post, at: datetime) -> dict[str, tuple[int, ...]]:
    rows = standard_figures([post.world.county.pk], since=date(2000, 1, 1), until=date(2100, 1, 1), at=at)
    return {row.channel: (row.received, row.in_time, row.late, row.overdue, row.open) for row in rows}


def test_an_email_and_a_letter_of_one_day_are_due_on_one_day_and_counted_alike(post: Post, client: Client) -> None:
    officer, now = post.world.fresh("officer"), post.now
    box = make_mailbox(post.world, at=now)

    def email(word: str) -> Any:
        return arrive(box, written(word), world=post.world, at=now).conversation

    letters = [post.letter(word) for word in ("In time", "Late", "Open")]
    mails = [email(word) for word in ("In time", "Late", "Open", "Scheduled too late")]
    wait = mails[0].wait
    assert (wait.received_on, wait.due_on, wait.due_at) == (now.date(), letters[0].due_on, letters[0].due_at)
    assert figures(post, now) == {"email": (4, 0, 0, 0, 4), "letter": (3, 0, 0, 0, 3)}
    assert [(day.due_on, day.emails, day.letters) for day in owed_by_day([post.world.county.pk])] == [
        (wait.due_on, 4, 3)
    ]

    ends = wait.due_at
    for letter, mail, at in zip(letters, mails, (ends - ONE_DAY, ends), strict=False):
        record_response(letter=letter, kind="acknowledgement", how="phone", note="Rang", actor=officer, at=at)
        reply = Reply("We look into it.", only_acknowledges=True)
        send_reply(conversation=mail, reply=reply, actor=officer, at=at)
    send_reply(conversation=mails[3], reply=Reply("At last.", send_at=ends + ONE_DAY), actor=officer, at=now)
    assert figures(post, ends) == {"email": (4, 1, 2, 1, 0), "letter": (3, 1, 1, 1, 0)}
    rows = standard_figures([post.world.county.pk], since=date(2000, 1, 1), until=date(2100, 1, 1), at=ends)
    assert share_in_time(rows) == 2 / 7
    for owed in (LetterIn.objects.get(pk=letters[1].pk), MailWait.objects.get(conversation=mails[1])):
        assert standing(owed, ends) == ("Late", "red")

    manager = sign_in(client, post.world, "manager")
    page = manager.get(reverse("answered-in-time")).content.decode()
    assert all(words in page for words in ("Email", "Letter", "late or overdue", "Pothole"))
    rows = b"".join(manager.get(reverse("answered-export")).streaming_content).decode()
    assert "Received,In time,Late,Overdue,Not due yet,Share in time" in rows
    assert sign_in(Client(), post.world, "stranger").get(reverse("answered-in-time")).status_code in (200, 403)
    assert sign_in(Client(), post.world, "advisor").get(reverse("answered-in-time")).status_code == 403


def test_the_clock_of_an_email_goes_on_when_it_is_brought_back(post: Post) -> None:
    officer, now = post.world.fresh("officer"), post.now
    box = make_mailbox(post.world, at=now)
    mail = arrive(box, written(), world=post.world, at=now).conversation
    sent = send_reply(conversation=mail, reply=Reply("Done."), actor=officer, at=now + timedelta(minutes=1))
    take_back_reply(message=sent, actor=officer, at=now + timedelta(minutes=1))
    wait = MailWait.objects.get()
    assert wait.responded_at is None
    for settle in (close_without_reply, mark_spam):
        mail.refresh_from_db()
        settle(conversation=mail, actor=officer, at=now)
        assert figures(post, now) == {}
        mail.refresh_from_db()
        reopen_conversation(conversation=mail, actor=officer, at=now + ONE_DAY)
        assert figures(post, now) == {"email": (1, 0, 0, 0, 1)}
    mail.refresh_from_db()
    assert MailWait.objects.get().due_at == wait.due_at, "one wait, with the clock that it had"
    close_contact(contact=mail.contact, outcome="resolved", avoidable="not", actor=officer, at=now)
    follow_contact(conversation=mail, actor=post.world.system, at=now)
    assert figures(post, now) == {"email": (1, 1, 0, 0, 0)}, "a call that settled it is an answer"
