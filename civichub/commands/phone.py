"""Write the configuration with which a council's own Asterisk works with the hub."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from civichub.telephony.configuration import BadConfiguration, Exchange, Tls, Trunk, configuration
from civichub.telephony.exchanges import fallback_queues, phones


def main(argv: Sequence[str]) -> int:
    """Returns 1 with a sentence when something cannot stand in Asterisk's files."""
    parser = argparse.ArgumentParser(prog="civichub phone", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="a folder for the files, such as /etc/asterisk")
    parser.add_argument("--trunk", required=True, metavar="HOST", help="the carrier, HOST or HOST:PORT")
    sends = "an address from which the carrier sends calls; give it for each (default: the trunk's)"
    parser.add_argument("--from", dest="match", action="append", metavar="ADDRESS", help=sends)
    parser.add_argument("--transport", default="tls", help="udp, tcp or tls (default); over tls the sound is SRTP")
    parser.add_argument("--user", default="", help="the name under which the exchange registers with the carrier")
    parser.add_argument("--password-file", type=Path, help="a file with the carrier's password")
    parser.add_argument("--certificate", default="/etc/asterisk/keys/exchange.crt")
    parser.add_argument("--key", default="/etc/asterisk/keys/exchange.key")
    chosen = parser.parse_args(argv)
    password = chosen.password_file.read_text().strip() if chosen.password_file else ""
    match = tuple(chosen.match or [chosen.trunk.partition(":")[0]])
    try:
        trunk = Trunk("carrier", chosen.trunk, match, chosen.transport, chosen.user, password)
        files = configuration(
            Exchange(
                password=settings.EXCHANGE.password, trunks=(trunk,), phones=phones(), queues=fallback_queues(),
                tls=Tls(chosen.certificate, chosen.key),
            )
        )  # fmt: skip
    except BadConfiguration as error:
        print(f"civichub phone: {error}", file=sys.stderr)
        return 1
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = chosen.out / name
        path.touch(mode=0o640)  # passwords stand in some of them
        path.write_text(text)
    print(f"{len(files)} files written to {chosen.out}")
    return 0
