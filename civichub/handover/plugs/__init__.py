"""The plugs by the system or protocol that each speaks."""

from __future__ import annotations

from civichub.core.errors import Invalid
from civichub.core.text import clean_text
from civichub.delivery.addresses import clean_address
from civichub.delivery.states import Channel
from civichub.handover.outside import check_address
from civichub.handover.plugs.base import Plug
from civichub.handover.plugs.by_message import MessagePlug
from civichub.handover.plugs.csv_drop import CsvPlug, check_folder
from civichub.handover.plugs.open311 import Open311Plug
from civichub.handover.plugs.webhook import WebhookPlug
from civichub.handover.states import PlugKind, Repeats

_PLUGS: dict[str, Plug] = {
    PlugKind.OPEN311: Open311Plug(),
    PlugKind.WEBHOOK: WebhookPlug(),
    PlugKind.EMAIL: MessagePlug(Channel.EMAIL),
    PlugKind.CSV: CsvPlug(),
    PlugKind.LETTER: MessagePlug(Channel.LETTER),
}
# What may be chosen when contact was lost: an Open311 server need not know a repeat, the others do by nature.
REPEATS: dict[str, tuple[Repeats, ...]] = {
    **dict.fromkeys((PlugKind.EMAIL, PlugKind.CSV, PlugKind.LETTER, PlugKind.WEBHOOK), (Repeats.BY_KEY,)),
    PlugKind.OPEN311: (Repeats.BY_SEARCH, Repeats.BY_KEY, Repeats.BY_HAND),
}
ASKED = (PlugKind.OPEN311,)
"""Those that can be asked how cases stand: only they can be compared."""
REPORTING = (PlugKind.OPEN311, PlugKind.CSV)
"""Those from which news is fetched; the others send it to the hub."""


def plug_of(kind: str) -> Plug:
    """The plug of that kind. Raises `KeyError`."""
    return _PLUGS[kind]


def checked_address(kind: str, address: str) -> str:
    """The address as a connection of that kind may store it. Raises `Invalid` on ``address``."""
    address = clean_text(address, field="address", max_length=400, required=True, lines=kind == PlugKind.LETTER)
    if kind in (PlugKind.OPEN311, PlugKind.WEBHOOK):
        return check_address(address)
    if kind == PlugKind.CSV:
        return check_folder(address)
    try:
        return clean_address(Channel.LETTER if kind == PlugKind.LETTER else Channel.EMAIL, address)
    except Invalid as error:
        raise Invalid({"address": error.message}) from error
