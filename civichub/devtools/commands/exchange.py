"""Run a real telephone exchange and the switchboard beside the demonstration, until Ctrl-C."""

import argparse
import os
import secrets
import sys
from pathlib import Path

import django

from civichub.devtools.exchange import NoAsterisk, asterisk_tree
from civichub.devtools.postgres import database_url
from civichub.devtools.supervisor import Child, Supervisor

needs_database = False  # it joins that of the demonstration, after it has set the demonstration's environment

SIP_PORT, HTTP_PORT = 5060, 8088
STOP_SECONDS = 5
RESIDENT, RESIDENT_PASSWORD = "resident", "ring-the-council"

GREETING = """
The exchange is ready.

Telephones register by SIP at {host}:{port}, over UDP:
{phones}
The advisor's is in the browser: sign in at the demonstration and open it from the strip above the page.
Dial one of the lines from "resident":
{lines}
Stop it with Ctrl-C.
"""


def main(argv: list[str]) -> int:
    """Returns 0 after being stopped, 1 with a sentence when there is no Asterisk or no demonstration."""
    parser = argparse.ArgumentParser(prog="civichub exchange", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1", help="the address on which telephones register")
    parser.add_argument("--port", type=int, default=SIP_PORT, help="the port on which telephones register")
    options = parser.parse_args(argv)
    try:
        tree = asterisk_tree()
    except NoAsterisk as error:
        print(f"civichub exchange: {error}", file=sys.stderr)
        return 1
    os.environ["CIVICHUB_DEMO"] = "1"
    os.environ["DATABASE_URL"] = database_url()
    os.environ["CIVICHUB_EXCHANGE_URL"] = f"http://127.0.0.1:{HTTP_PORT}"
    os.environ["CIVICHUB_EXCHANGE_TRUNK"] = RESIDENT
    os.environ["CIVICHUB_EXCHANGE_PASSWORD"] = secrets.token_urlsafe()
    django.setup()
    return _serve(tree, options.host, options.port)


def _serve(tree: Path, host: str, port: int) -> int:
    from django.conf import settings  # all of these need Django to be set up

    from civichub.devtools.exchange import Asterisk
    from civichub.telephony.configuration import Exchange, Phone
    from civichub.telephony.exchanges import fallback_queues, phones

    resident = Phone(RESIDENT, "Resident <07700900123>", RESIDENT_PASSWORD, outside=True)
    desk, queues = phones(), fallback_queues()
    exchange = Exchange(
        password=settings.EXCHANGE.password, phones=(resident, *desk), queues=queues, sip_address=host, sip_port=port,
        http_port=HTTP_PORT,
    )  # fmt: skip
    asterisk = Asterisk(tree, Path(settings.MEDIA_ROOT).parent / "exchange", exchange)
    asterisk.write()
    greeting = GREETING.format(
        host=host, port=port,
        phones="\n".join(f"  {one.name:<12} {one.password:<34} {one.caller_id}" for one in (resident, *desk)),
        lines="\n".join(f"  {number}" for queue in queues for number in queue.numbers) or "  none is set up",
    )  # fmt: skip
    switchboard = [sys.executable, "-m", "civichub.switchboard"]
    supervisor = Supervisor(
        [
            Child("exchange", asterisk.command(), grace=STOP_SECONDS),
            Child("switchboard", switchboard, grace=STOP_SECONDS),
        ],
        is_ready=asterisk.is_ready,
        when_ready=lambda: print(greeting, flush=True),
    )
    return supervisor.run()
