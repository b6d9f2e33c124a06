"""The county's mailbox as it is on a working day: what waits, what was answered, and what somebody has to look at."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.knowledge.operations.canned_texts import write_canned_text
from civichub.messaging.intake import file_original
from civichub.messaging.models import Mailbox, MailMessage, RawMail
from civichub.messaging.operations.mail_answering import Reply, keep_draft, send_reply
from civichub.messaging.operations.mail_keeping import keep_original
from civichub.messaging.operations.mail_settling import close_without_reply, mark_spam
from civichub.messaging.operations.mailboxes import define_mailbox
from civichub.messaging.tokens import reply_address
from civichub.routing.queries import queue_for

ADDRESS = f"enquiries@{MAIL}"
TEXTS = (
    (
        "Missed bin: what to do",
        "Dear {name},\n\nPlease leave the bin at the kerb. The crew comes back within two working days.",
    ),
    (
        "Who is working on it",
        "Dear {name},\n\nThank you for writing. I have passed this to the team and will write to you by Friday. "
        "Your reference is {reference}.",
    ),
    (
        "Not ours: who can help",
        "Dear {name},\n\nThis is looked after by another body, and I have told them. You need do nothing.",
    ),
)
# Minutes ago, who writes, subject, words. What happens next to each is below.
CAME = (
    (9_900, "Olive Marsh <olive.marsh@example.com>", "Thank you",
     "The lady who helped me with the blue badge was so kind. No need to answer."),
    (8_600, "Leon Brandt <leon@example.org>", "Pothole on Canal Road",
     "There is a deep hole outside number 12. My wheel is bent.\n\nLeon Brandt"),
    (7_300, "Hana Suzuki <hana.suzuki@example.net>", "School transport from September",
     "We move to Wickham in August. How do I ask for the bus for my two children?"),
    (2_900, "Marek Nowak <marek.nowak@example.com>", "Lampa nie świeci / street light",
     "Dzień dobry, the street light at 4 Mill Lane does not work since one week.\n\nMarek"),
    (1_500, "Prize Desk <winner@lucky.example>", "YOU WON", "Send us your bank details to receive GBP 900,000."),
    (1_300, "Joan Whitfield <jwhitfield@example.com>", "Hedge over the footpath, photo attached",
     "I use a wheelchair and cannot get past. Photo attached."),
    (700, "Beatrix Lowe <b.lowe@example.org>", "Re: your letter of the 3rd",
     "I do not understand what I am meant to pay.\n\nOn 3 March, the council wrote:\n> You must pay\n> £120"),
    (240, "Amir Rahman <amir@example.com>", "Skip licence", "How long does a skip licence take, and can I renew it?"),
    (35, "Dilys Pugh <dilys.pugh@example.com>", "Bin not emptied again",
     "Third time this month. Blue bin, 8 Orchard Close."),
)  # fmt: skip


def open_mailbox(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime
) -> None:
    """Two weeks of mail to the county, in every state that a conversation can be in."""
    county, admin = organisations[COUNTY], people[f"admin@{MAIL}"]
    queue = queue_for(county, slug="writing")
    if queue is None:
        return
    box = define_mailbox(
        organisation=county, address=ADDRESS, name="Brackenshire enquiries", queue=queue,
        service=services.get("pothole"),
        signature="Customer Services\nBrackenshire County Council", actor=admin, at=now,
    )  # fmt: skip
    for title, body in TEXTS:
        write_canned_text(
            organisation=county, title=title, body=body, channels=["email", "letter"], actor=admin, at=now
        )
    _live_through_it(box, people, actor, now)


def _live_through_it(box: Mailbox, people: dict[str, Any], actor: Any, now: datetime) -> None:
    advisor, leader = people[f"advisor@{MAIL}"], people[f"leader@{MAIL}"]

    def ago(minutes: int) -> datetime:
        return now - timedelta(minutes=minutes)

    thanks, hole, bus, _, prize, _, _, skip, _ = (
        _arrive(box, sender, subject, words, actor, ago(minutes)).conversation
        for minutes, sender, subject, words in CAME
    )
    close_without_reply(conversation=thanks, actor=advisor, at=ago(9_000))
    mark_spam(conversation=prize, actor=advisor, at=ago(1_400))
    said = Reply("Dear Mr Brandt,\n\nThank you. An inspector looks at it tomorrow.\n\nAsha Patel")
    send_reply(conversation=hole, reply=said, actor=advisor, at=ago(8_000))
    told = Reply("Dear Ms Suzuki,\n\nWe are looking into it and will write by Friday.", only_acknowledges=True)
    send_reply(conversation=bus, reply=told, actor=leader, at=ago(6_000))
    brief = Reply("Dear Mr Rahman,\n\nThree working days, and yes, for a week at a time.\n\nBen Carter")
    send_reply(conversation=skip, reply=brief, actor=leader, at=ago(200))
    to = reply_address(ADDRESS, hole.reference)
    _arrive(
        box, "Leon Brandt <leon@example.org>", "Re: Pothole on Canal Road", "Nobody has come yet.", actor, ago(300), to
    )
    stranger = f"Asha Patel <advisor@{MAIL}>"
    _arrive(
        box,
        stranger,
        "Re: School transport",
        "Please close this.",
        actor,
        ago(120),
        reply_address(ADDRESS, bus.reference),
    )
    away = {"Auto-Submitted": "auto-replied"}
    _arrive(
        box, "Out of office <news@shop.example>", "Automatic reply", "I am away until Monday.", actor, ago(60), **away
    )
    broken = keep_original(mailbox=box, content=b"\xff\xfe\x00 broken on its way", actor=actor, at=ago(45))
    file_original(broken, clock=lambda: ago(45))
    keep_draft(conversation=bus, text="Dear Ms Suzuki,", actor=leader, at=now)


def _arrive(
    box: Mailbox, sender: str, subject: str, words: str, actor: Any, at: datetime, to: str = ADDRESS, **headers: str
) -> MailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Message-ID"] = f"<{at.timestamp():.0f}@{sender.rpartition('@')[2].strip('>')}>"
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(words)
    if "photo" in subject:
        mail.add_alternative(
            f"<p>{words}</p><p><img src='https://tracker.example/seen.gif' alt=''><b>Thank you</b></p>", subtype="html"
        )
        mail.add_attachment(_PICTURE, maintype="image", subtype="gif", filename="hedge.gif")
        mail.add_attachment(b"MZ\x90\x00 not a picture", maintype="image", subtype="jpeg", filename="holiday.jpg.exe")
    original = keep_original(mailbox=box, content=mail.as_bytes(), actor=actor, at=at)
    file_original(original, clock=lambda: at)
    return RawMail.objects.get(pk=original.pk).message


_PICTURE = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x1d\x70\xb8\xff\xff\xff!\xf9\x04\x00\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00"
    b"\x01\x00\x00\x02\x02D\x01\x00;"
)
