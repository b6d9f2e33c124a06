"""Receive mail: watch the mailboxes that are fetched, and take what the mail server hands in."""

from __future__ import annotations

import argparse
import asyncio
import imaplib
import signal
import threading
from collections.abc import Sequence

from civichub.messaging.fetching import MailboxTrouble, fetch_mail, wait_for_mail
from civichub.messaging.models import Mailbox
from civichub.messaging.queries.mail import mailboxes_to_fetch
from civichub.messaging.receiving import protocol

PAUSE_SECONDS = 60


def main(argv: Sequence[str]) -> int:
    """Works until SIGTERM or SIGINT. Filing what came in is the worker's part."""
    parser = argparse.ArgumentParser(prog="civichub mail", description=__doc__)
    parser.add_argument("--lmtp", metavar="HOST:PORT", help="listen for the mail server by LMTP")
    parser.add_argument("--smtp", metavar="HOST:PORT", help="listen for the mail server by SMTP")
    parser.add_argument("--once", action="store_true", help="look into every mailbox that is fetched, and end")
    chosen = parser.parse_args(argv)
    if chosen.once:
        print(f"{sum(fetch_mail(mailbox) for mailbox in mailboxes_to_fetch())} messages taken in")
        return 0
    asyncio.run(_serve({"lmtp": chosen.lmtp, "smtp": chosen.smtp}))
    return 0


async def _serve(doors: dict[str, str | None]) -> None:
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    for signal_number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(signal_number, ended.set)
    servers = []
    for kind, place in doors.items():
        if place:
            host, _, port = place.rpartition(":")
            servers.append(await loop.create_server(lambda kind=kind: protocol(kind), host or "127.0.0.1", int(port)))
    stop = threading.Event()
    watchers = [
        threading.Thread(target=_watch, args=(mailbox, stop)) for mailbox in await asyncio.to_thread(mailboxes_to_fetch)
    ]
    for watcher in watchers:
        watcher.start()
    print("Receiving mail.", flush=True)
    await ended.wait()
    stop.set()
    for server in servers:
        server.close()
    for watcher in watchers:
        await asyncio.to_thread(watcher.join)


def _watch(mailbox: Mailbox, stop: threading.Event) -> None:
    """Stay at one mailbox; after a break, begin again within a minute."""
    while not stop.is_set():
        try:
            wait_for_mail(mailbox, stop=stop.is_set)
        except (MailboxTrouble, OSError, imaplib.IMAP4.error):
            fetch_mail(mailbox, stop=stop.is_set)  # notes what is wrong on the mailbox
        stop.wait(PAUSE_SECONDS if not stop.is_set() else 0)
