"""Live screens as a browser holds them open: one connection each, which tells when it heard what."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field


@dataclass
class Stream:
    """One open stream of server-sent events. `heard` are (word, moment) in the order of arrival."""

    port: int
    session: str
    heard: list[tuple[str, float]] = field(default_factory=list)
    is_open: asyncio.Event = field(default_factory=asyncio.Event)

    async def listen(self) -> None:
        """Until cancelled. Raises RuntimeError when the web process refuses."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        request = (
            f"GET /events/desk/ HTTP/1.1\r\nHost: localhost:{self.port}\r\nCookie: sessionid={self.session}\r\n"
            "Accept: text/event-stream\r\n\r\n"
        )
        writer.write(request.encode())
        try:
            status = await reader.readline()
            if b" 200 " not in status:
                raise RuntimeError(f"a stream was answered with {status.decode().strip()}")
            while line := await reader.readline():
                if line.startswith(b"event: "):
                    self.heard.append((line[7:].decode().strip(), time.perf_counter()))
                    self.is_open.set()
        finally:
            writer.close()


def first_after(stream: Stream, word: str, moment: float) -> float | None:
    """Seconds from `moment` until the stream heard the word; None if it has not."""
    return next((at - moment for heard, at in stream.heard if heard == word and at >= moment), None)
