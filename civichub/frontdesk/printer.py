"""The receipt printer: a ticket as ESC/POS, and sending it to the network address that was set up.

A receipt printer stands in the council's own network, so private addresses are allowed here; what an address can reach
is narrowed to the ports of printers (9100 to 9109, "raw" or "JetDirect"), and never a link-local or multicast address.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from datetime import datetime

from escpos.printer import Dummy

from civichub.core.errors import HubError, Invalid

PORTS = range(9100, 9110)
CONNECT_SECONDS = 3.0
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,100}[A-Za-z0-9])?")


class PrinterSilent(HubError):
    """The printer did not take the ticket: it is off, out of reach, or the address is wrong."""


@dataclass(frozen=True)
class TicketText:
    """What a ticket says: never why anybody came. `link` is the address of the ticket on a telephone."""

    site: str
    ticket: str
    called: str
    line: str
    at: datetime
    link: str


def checked_address(text: str) -> str:
    """``host:port`` as it may be stored; the port may be left out for 9100. Raises `Invalid`."""
    host, _, port = text.strip().partition(":")
    if not _HOST.fullmatch(host) or (port and not (port.isascii() and port.isdigit() and int(port) in PORTS)):
        raise Invalid({"printer_address": "Enter the printer's name or number, like 10.20.0.15 or printer1:9100."})
    return f"{host}:{port or PORTS.start}"


def ticket_bytes(text: TicketText) -> bytes:
    """The ticket in the printer's own language, for paper 80 mm or 58 mm wide, cut at the end."""
    paper = Dummy()
    paper.set(align="center", bold=True)
    paper.textln(text.site)
    paper.set(align="center", bold=True, custom_size=True, width=4, height=4)
    paper.textln(text.ticket)
    paper.set(align="center", bold=False, normal_textsize=True)
    if text.called != text.ticket:
        paper.textln(f"We will call: {text.called}")
    paper.textln(text.line)
    paper.textln(text.at.strftime("%d.%m.%Y %H:%M"))
    paper.qr(text.link, native=True, size=6)
    paper.textln("Scan this to follow your place on your phone.")
    paper.cut()
    return bytes(paper.output)


def send(address: str, content: bytes) -> None:
    """Hand bytes to the printer. Raises `PrinterSilent` after three seconds."""
    host, _, port = address.partition(":")
    try:
        target = _allowed(host, int(port))
        with socket.create_connection(target, timeout=CONNECT_SECONDS) as line:
            line.sendall(content)
    except OSError as error:
        raise PrinterSilent(f"The printer at {address} does not answer.") from error


def _allowed(host: str, port: int) -> tuple[str, int]:
    for *_, place in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        address = ipaddress.ip_address(str(place[0]).partition("%")[0])
        if not (address.is_link_local or address.is_multicast or address.is_unspecified):
            return str(place[0]), port
    raise PrinterSilent(f"{host} is no address of a printer.")
