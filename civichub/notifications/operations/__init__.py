"""The only writers of templates and notices."""

from civichub.notifications.operations.appointments import VisitNews, tell_of_appointment
from civichub.notifications.operations.links import send_account_welcome, send_draft_link, send_track_link
from civichub.notifications.operations.members import tell_member
from civichub.notifications.operations.teams import (
    send_team_digest,
    tell_leader,
    tell_partner,
    tell_partners,
    tell_team,
)
from civichub.notifications.operations.telling import News, tell_customer, tell_followers
from civichub.notifications.operations.templates import save_template, withdraw_template
from civichub.notifications.operations.undelivered import note_undelivered
from civichub.notifications.operations.visits import text_visitor

__all__ = [
    "News",
    "VisitNews",
    "note_undelivered",
    "save_template",
    "send_account_welcome",
    "send_draft_link",
    "send_team_digest",
    "send_track_link",
    "tell_customer",
    "tell_followers",
    "tell_leader",
    "tell_member",
    "tell_of_appointment",
    "tell_partner",
    "tell_partners",
    "tell_team",
    "text_visitor",
    "withdraw_template",
]
