"""Write the configuration with which a council's own Asterisk works with the hub."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings

from civichub.telephony.configuration import BadConfiguration, Exchange, Tls, Trunk, configuration
from civichub.telephony.configuration.parts import AUTHORITIES, CODECS
from civichub.telephony.exchanges import fallback_queues, phones

KEYS = "/etc/asterisk/keys"


def main(argv: Sequence[str]) -> int:
    """Returns 1 with a sentence when something cannot stand in Asterisk's files."""
    chosen = _parser().parse_args(argv)
    try:
        files = configuration(_exchange(chosen))
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="civichub phone", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="a folder for the files, such as /etc/asterisk")
    parser.add_argument("--trunk", required=True, metavar="HOST", help="the carrier, HOST or HOST:PORT")
    sends = "an address from which the carrier sends calls; give it for each (default: the trunk's)"
    parser.add_argument("--from", dest="match", action="append", metavar="ADDRESS", help=sends)
    parser.add_argument("--transport", default="tls", help="udp, tcp or tls (default); over tls the sound is SRTP")
    codec = "how sound is written, the best first; give it for each (default: alaw, then ulaw)"
    parser.add_argument("--codec", dest="codecs", action="append", choices=CODECS, help=codec)
    parser.add_argument("--user", default="", help="the name under which the exchange registers with the carrier")
    parser.add_argument("--password-file", type=Path, help="a file with the carrier's password")
    parser.add_argument("--certificate", default=f"{KEYS}/exchange.crt", help="ours, and what signed it (%(default)s)")
    parser.add_argument("--key", default=f"{KEYS}/exchange.key", help="of that certificate (%(default)s)")
    parser.add_argument("--authorities", default=AUTHORITIES, help="who signs the carrier's certificate (%(default)s)")
    parser.add_argument("--tls-port", type=int, default=5061, metavar="PORT", help="for calls over TLS (%(default)s)")
    ports = "the UDP ports of the sound, to be open in the firewall (10000 20000)"
    parser.add_argument(
        "--sound-ports", type=int, nargs=2, default=(10_000, 20_000), metavar=("FIRST", "LAST"), help=ports
    )
    return parser


def _exchange(chosen: argparse.Namespace) -> Exchange:
    """What was chosen, and what the hub knows: its environment names the ports, its records the telephones."""
    hub = settings.EXCHANGE
    if not hub.password:
        raise BadConfiguration("password: set CIVICHUB_EXCHANGE_PASSWORD, with which the hub speaks to Asterisk")
    password = chosen.password_file.read_text().strip() if chosen.password_file else ""
    match = tuple(chosen.match or [chosen.trunk.partition(":")[0]])
    codecs = tuple(chosen.codecs or ("alaw", "ulaw"))
    trunk = Trunk(hub.trunk, chosen.trunk, match, chosen.transport, chosen.user, password, codecs)
    address = urlsplit(hub.url)
    return Exchange(
        password=hub.password, trunks=(trunk,), phones=phones(), queues=fallback_queues(),
        sip_port=urlsplit(f"sip://{hub.sip_address}").port or 5060,
        http_port=(address.port if address.scheme == "http" else None) or 8088,
        tls=Tls(chosen.certificate, chosen.key, chosen.authorities, chosen.tls_port) if trunk.is_secure else None,
        rtp_ports=tuple(chosen.sound_ports),
    )  # fmt: skip
