"""A chat of the county with a file and a block."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civichub.accounts.roles import Role
from civichub.routing.operations import define_queue, join_queue, leave_seat, sit_down
from civichub.webchat.operations import Asker, block_chatter, send_file, set_up_chat, start_chat

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def values(found: Any, *, at: datetime, customer: Any, contact: Any, case: Any) -> dict[str, dict[str, str]]:
    """One record of each kind; the chat waits in line."""
    world, leader = found.world, found.people[Role.TEAM_LEADER, "county"]
    advisor, by = found.people[Role.ADVISOR, "county"], {"actor": leader, "at": at}
    queue = define_queue(organisation=world.county, slug="webchat", name="Webchat",
                         hours={day: ["00:00-23:59"] for day in DAYS}, **by)  # fmt: skip
    join_queue(queue=queue, person=advisor, **by)
    set_up_chat(organisation=world.county, is_on=True, queue=queue, **by)
    sit_down(actor=advisor, at=at)
    chat = start_chat(organisation=world.county, asker=Asker("Where is my bin?", customer=customer),
                      actor=world.system, at=at)  # fmt: skip
    leave_seat(actor=advisor, at=at)
    line = send_file(chat=chat, author="resident", name="a.pdf", content=PDF, actor=world.system, at=at)
    block = block_chatter(chat=chat, reason="Threats", hours=4, **by)
    return {
        "staff/chats/set-up/": {"slug": world.county.slug},
        "staff/chats/blocks/": {"pk": str(block.pk)},
        "staff/chats/": {"reference": chat.contact.reference, "token": line.file.token},
    }
