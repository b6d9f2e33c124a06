"""The process that answers the telephone: `python -m civichub.switchboard`.

One of it runs. When it is killed conversations go on and callers hear music; the next one takes all of them up again.
"""

import asyncio
import contextlib
import signal

import django


def main() -> None:
    """Works until SIGTERM or SIGINT."""
    django.setup()
    asyncio.run(_work())


async def _work() -> None:
    from django.conf import settings  # all of these need Django to be set up

    from civichub.ari import Client
    from civichub.switchboard.board import Switchboard
    from civichub.switchboard.desk import Desk
    from civichub.switchboard.exchange import Exchange
    from civichub.telephony.configuration.parts import APPLICATION
    from civichub.telephony.speech import Voice, tone

    asterisk = settings.EXCHANGE
    client = Client(asterisk.url, APPLICATION, asterisk.password, application=APPLICATION)
    voice = Voice(settings.EXCHANGE_SOUNDS, tone if asterisk.says_tones else None)
    hub = Desk()
    board = Switchboard(Exchange(client, voice, caller_id=settings.PARTNERSHIP_NAME, trunk=asterisk.trunk), client, hub)
    working = asyncio.create_task(board.run())
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, working.cancel)
    async with client:
        await client.is_up.wait()
        print("The switchboard is ready.", flush=True)
        with contextlib.suppress(asyncio.CancelledError):
            await working
    hub.close()


if __name__ == "__main__":
    main()
