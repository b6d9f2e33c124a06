"""This week's post at County Hall: a batch to check, letters in every state, and some to be printed."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from civichub.contacts.operations import describe_contact, identify_customer
from civichub.core.clocks import london_date
from civichub.customers.normalising import read_address
from civichub.customers.operations import add_contact_point, register_customer
from civichub.delivery.operations.queueing import record_posted
from civichub.devtools.demo.partnership_data import COUNTY
from civichub.devtools.demo.people import MAIL
from civichub.messaging.letters.separators import Separator, code_of
from civichub.messaging.letters.work import note_letters_sent, read_batch
from civichub.messaging.operations.letters_answering import close_letter, record_response
from civichub.messaging.operations.letters_post import describe_letter, receive_batch
from civichub.messaging.operations.letters_register import register_letters
from civichub.messaging.operations.letters_returned import record_returned_letter
from civichub.messaging.operations.letters_writing import Words, set_letterhead, write_letter
from civichub.routing.queries import queue_for

# Who wrote: title, name, street, postcode, days ago it was received, service, and what they want.
WRITERS = (
    ("Mrs", "Edith", "Barlow", "3 Chapel Row, Lodebury", "BX2 3AB", 11, "pothole", "Holes in Chapel Row since spring"),
    ("Mr", "Owen", "Pryce", "18 Canal Side, Brackenford", "BX1 5QD", 4, "blue-badge", "Blue badge for his father"),
    ("Ms", "Hanna", "Nowak", "7 Mill Street, Harnwick", "BX4 1PL", 1, "", "A letter she cannot read"),
    ("Mr", "Colin", "Frost", "22 Station Road, Lodebury", "BX2 1TT", 6, "pothole", "Thank you for the new bench"),
)
OUR_WORDS = """Dear {0}

Thank you for your letter.

# What happens next

* We send you a form.
* You return it with a photograph.

If anything is unclear, please call us."""
HANDS = "Dear Council,", "I am writing about", "Please let me know what you", "are going to do.", "Yours faithfully,"


def _page(name: str, street: str, about: str) -> Image.Image:
    page = Image.new("L", (620, 877), 250)
    draw, font = ImageDraw.Draw(page), ImageFont.load_default(20)
    lines = [
        *street.split(", "),
        "",
        HANDS[0],
        "",
        HANDS[1],
        about.lower() + ".",
        HANDS[2],
        HANDS[3],
        "",
        HANDS[4],
        name,
    ]
    for number, line in enumerate(lines):
        draw.text((80, 90 + number * 44), line, fill=30, font=font)
    return page


def _scan(pages: list[Image.Image]) -> bytes:
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], resolution=75)
    return out.getvalue()


def receive_post(
    organisations: dict[str, Any], services: dict[str, Any], people: dict[str, Any], *, actor: Any, now: datetime
) -> None:
    """Letters that were answered, acknowledged, forgotten and just came; and what is to be printed or came back."""
    county, leader, advisor = organisations[COUNTY], people[f"leader@{MAIL}"], people[f"advisor@{MAIL}"]
    set_letterhead(organisation=county, actor=people[f"manager@{MAIL}"], at=now, changes={"languages": ["pl", "cy"]})
    queue, today = queue_for(county, slug="writing"), london_date(now)
    customers = [_customer(county, row, advisor, now) for row in WRITERS]
    letters = []
    for row in WRITERS:
        title, given, family, street, _, ago, slug, about = row
        came = now - timedelta(days=ago)
        batch = receive_batch(
            organisation=county, name=f"post-{today - timedelta(days=ago):%d-%m}.pdf", received_on=london_date(came),
            content=_scan([_page(f"{given} {family}", street, about)]), queue=queue, actor=leader, at=came,
        )  # fmt: skip
        read_batch(batch)
        page = batch.pages.get()
        describe_letter(page=page, queue=queue, service=services.get(slug), received_on=None,
                        sender=f"{title} {given} {family}", actor=leader, at=came)  # fmt: skip
        letter = register_letters(batch=batch, actor=leader, at=came)[0]
        describe_contact(contact=letter.contact, service=services.get(slug), reason=about, actor=actor, at=came)
        letters.append(letter)
    _go_on(county, letters, customers, advisor, leader, now)
    sheet = Separator(queue.pk, services["pothole"].pk if "pothole" in services else None, today)
    stack = [_sheet(code_of(sheet)), _page("R. Dale", "5 The Green, Harnwick", "The street light by the school"),
             _page("(page 2)", "", "And the bus shelter"), _sheet("CH1"),
             _page("A. Hussain", "40 Park View, Lodebury", "My council tax bill")]  # fmt: skip
    waiting = receive_batch(organisation=county, name="post-today.pdf", content=_scan(stack), received_on=today,
                            queue=queue, actor=leader, at=now)  # fmt: skip
    read_batch(waiting)


def _customer(county: Any, row: tuple[Any, ...], advisor: Any, now: datetime) -> Any:
    title, given, family, street, postcode, *_ = row
    customer = register_customer(
        organisation=county, title=title, given_name=given, family_name=family, actor=advisor, at=now
    )
    home = read_address(text=street, postcode=postcode)
    add_contact_point(customer=customer, kind="address", address=home, preferred=True, actor=advisor, at=now)
    return customer


def _go_on(county: Any, letters: list[Any], customers: list[Any], advisor: Any, leader: Any, now: datetime) -> None:
    """One is overdue, one acknowledged by telephone, one new, one a thank-you; and three letters of ours."""
    _, badge, _, thanks = letters
    for letter, customer in ((badge, customers[1]), (thanks, customers[3])):
        identify_customer(contact=letter.contact, customer=customer, actor=advisor, at=now)
    record_response(letter=badge, kind="acknowledgement", how="phone", actor=advisor, at=now - timedelta(days=2),
                    note="Rang him: the form is on its way, full answer by Friday.")  # fmt: skip
    close_letter(letter=thanks, note="A thank-you", actor=advisor, at=now - timedelta(days=5))
    words = Words("Your blue badge", OUR_WORDS)
    for customer in customers[:3]:
        body = words.body.format(customer.display_name)
        out = write_letter(organisation=county, customer=customer, words=Words(words.subject, body), actor=advisor,
                           at=now - timedelta(days=1))  # fmt: skip
        if customer is customers[0]:
            record_posted(message=out.message, actor=leader, at=now - timedelta(hours=20))
            note_letters_sent(0)
            out.message.refresh_from_db()
            record_returned_letter(message=out.message, why="gone_away", actor=leader, at=now)


def _sheet(code: str) -> Image.Image:
    """A separator sheet as the scanner saw it."""
    page = Image.new("L", (620, 877), 255)
    square = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode).to_image(scale=8, add_quiet_zones=True)
    page.paste(Image.fromarray(square).convert("L"), (190, 300))
    return page
