"""Telephones for tests: SIP and RTP over UDP, real enough for Asterisk, as any user and without native code.

They live in a loop of their own, so that a test can be written as one reads it: ring, wait, listen, press, hang up.
"""

from __future__ import annotations

import asyncio
import random
import re
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from tests.phone.digest import credentials
from tests.phone.sound import FRAME, RATE, SILENCE, level, tone

LONG_ENOUGH_SECONDS = 20.0
DIGITS = "0123456789*#"
DIGIT_PACKETS, GAP_PACKETS = 8, 6  # 160 ms for a key and 120 ms until the next: no finger is quicker
ALAW, EVENTS = 8, 101
SDP = (
    "v=0\r\no=- 1 1 IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\nm=audio {port} RTP/AVP 8 101\r\n"
    "a=rtpmap:8 PCMA/8000\r\na=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n"
)


def eventually(what: str, ask: Callable[[], Any], seconds: float = LONG_ENOUGH_SECONDS) -> Any:
    """What `ask` answers once that is true. The machine may be busy: nothing here is a measurement."""
    give_up_at = time.monotonic() + seconds
    while not (found := ask()):
        if time.monotonic() > give_up_at:
            raise AssertionError(f"after {seconds:.0f} s still not: {what}")
        time.sleep(0.02)
    return found


class Sound(asyncio.DatagramProtocol):
    """The sound of one leg: sends a packet every 20 ms, keeps what it hears."""

    def __init__(self) -> None:
        self.heard, self.to_press = bytearray(), []
        self.remote: tuple[str, int] | None = None
        self.hz, self.sequence, self.stamp = 0, random.randrange(1000), 0
        self.packets = 0
        self.is_silent = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        if len(data) >= 12 and data[1] & 127 == ALAW:
            self.packets += 1
            self.heard += data[12:]

    def _send(self, kind: int, payload: bytes, stamp: int, mark: bool = False) -> None:
        self.sequence = (self.sequence + 1) & 0xFFFF
        first = kind | (0x80 if mark else 0)
        head = struct.pack("!BBHII", 0x80, first, self.sequence, stamp & 0xFFFFFFFF, 77)
        self.transport.sendto(head + payload, self.remote)

    async def run(self) -> None:
        """Speak until cancelled."""
        due, pressing, rested = time.monotonic(), None, GAP_PACKETS
        while True:
            if self.remote and not self.is_silent:
                rested = rested + 1 if pressing is None else 0
                if self.to_press and rested > GAP_PACKETS:
                    pressing = [self.to_press.pop(0), self.stamp, 0]
                pressing = self._press_on(pressing) if pressing else self._speak()
                self.stamp += FRAME
            due += FRAME / RATE
            await asyncio.sleep(max(0, due - time.monotonic()))

    def _speak(self) -> None:
        if self.hz:
            start = self.stamp % RATE
            self._send(ALAW, (tone(self.hz) * 2)[start : start + FRAME], self.stamp)
        else:
            self._send(ALAW, SILENCE, self.stamp)

    def _press_on(self, pressing: list[Any]) -> list[Any] | None:
        """One more packet of a digit (RFC 4733); its end is sent three times."""
        pressing[2] += 1
        ends = pressing[2] >= DIGIT_PACKETS
        event = struct.pack("!BBH", DIGITS.index(pressing[0]), (0x80 if ends else 0) | 10, pressing[2] * FRAME)
        for _ in range(3 if ends else 1):
            self._send(EVENTS, event, pressing[1], mark=pressing[2] == 1)
        return None if ends else pressing


class Leg:
    """One call of a test telephone."""

    def __init__(self, phone: Phone, call_id: str, local: str, remote: str, target: str) -> None:
        self.phone, self.call_id, self.local, self.remote, self.target = phone, call_id, local, remote, target
        self.sequence, self.state, self.code = 1, "new", 0
        self.headers: dict[str, str] = {}
        self.sound = Sound()

    async def begin_sound(self) -> None:
        """Open a port and begin to send."""
        loop = asyncio.get_running_loop()
        self.sound.is_silent = self.phone.is_silent
        await loop.create_datagram_endpoint(lambda: self.sound, local_addr=(self.phone.ip, 0))
        self._speaking = asyncio.create_task(self.sound.run())

    def sdp(self) -> str:
        """Where this leg hears."""
        return SDP.format(ip=self.phone.ip, port=self.sound.port)

    def learn(self, body: str) -> None:
        """Where the other side hears."""
        host, port = re.search(r"c=IN IP4 (\S+)", body), re.search(r"m=audio (\d+)", body)
        if host and port:
            self.sound.remote = (host[1], int(port[1]))

    def request(self, method: str, body: str = "", sequence: int | None = None, more: str = "") -> None:
        """Send a request within this call."""
        if sequence is None:
            self.sequence += 1
            sequence = self.sequence
        own = f"{self.phone.user}@{self.phone.ip}:{self.phone.port}"
        kind = "Content-Type: application/sdp\r\n" if body else ""
        via = f"SIP/2.0/UDP {self.phone.ip}:{self.phone.port};rport;branch=z9hG4bK{random.getrandbits(48):x}"
        self.phone.send(
            f"{method} {self.target} SIP/2.0\r\nVia: {via}\r\nFrom: {self.local}\r\nTo: {self.remote}\r\n"
            f"Call-ID: {self.call_id}\r\nCSeq: {sequence} {method}\r\nContact: <sip:{own}>\r\nMax-Forwards: 70\r\n"
            f"{more}{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        )

    def end(self) -> None:
        """It is over, whoever ended it."""
        if self.state != "over":
            self.state = "over"
            self._speaking.cancel()
            self.sound.transport.close()

    # What a test does with it.

    def answer(self) -> None:
        """Take the telephone off the hook."""
        self.phone.floor.call(self._answer)

    def _answer(self) -> None:
        if self.state == "new":
            self.phone.reply(self.headers, "200 OK", self, self.sdp())

    def refuse(self, answer: str = "486 Busy Here") -> None:
        """Send the call away."""
        self.phone.floor.call(lambda: (self.phone.reply(self.headers, answer, self), self.end()))

    def hang_up(self) -> None:
        """Put the telephone down."""
        self.phone.floor.call(self._hang_up)

    def drop_out(self) -> None:
        """Be cut off: the network says so (RFC 3326; cause 41 of Q.850, a temporary failure)."""
        self.phone.floor.call(lambda: self._hang_up('Reason: Q.850;cause=41;text="Temporary failure"\r\n'))

    def _hang_up(self, why: str = "") -> None:
        if self.state != "over":
            self.request("BYE", more=why)
            self.end()

    def hold(self, held: bool = True) -> None:
        """Press Hold."""
        way = "sendonly" if held else "sendrecv"
        self.phone.floor.call(lambda: self.request("INVITE", self.sdp().replace("sendrecv", way)))

    def transfer(self, extension: str) -> None:
        """Press Transfer."""
        own = f"sip:{self.phone.user}@{self.phone.ip}"
        to = f"Refer-To: <sip:{extension}@{self.phone.server[0]}>\r\nReferred-By: <{own}>\r\n"
        self.phone.floor.call(lambda: self.request("REFER", more=to))

    def say(self, hz: int) -> None:
        """Send this tone from now on."""
        self.sound.hz = hz

    def press(self, digits: str) -> None:
        """Press keys, one after the other."""
        self.sound.to_press += digits

    def level(self, hz: int, seconds: float = 0.3) -> float:
        """How loud a tone was in the last moments."""
        return level(bytes(self.sound.heard[-int(RATE * seconds) :]), hz)

    def wait_answered(self) -> None:
        """Until both sides can speak."""
        eventually("answered", lambda: self.state == "up")

    def wait_over(self) -> None:
        """Until somebody has hung up."""
        eventually("over", lambda: self.state == "over")

    def wait_heard(self, hz: int, what: str = "") -> None:
        """Until this tone is loud."""
        eventually(what or f"{hz} Hz heard", lambda: self.level(hz) > 2500)

    def has_heard(self, hz: int) -> bool:
        """Whether the tone was there at any moment so far."""
        step = int(RATE * 0.1)
        heard = bytes(self.sound.heard)
        return any(level(heard[start : start + step], hz) > 4000 for start in range(0, len(heard), step // 2))


class Phone(asyncio.DatagramProtocol):
    """A telephone at an address of its own. What comes in waits in `calls`, ringing, until a test answers it."""

    def __init__(self, floor: Floor, user: str, ip: str) -> None:
        self.floor, self.user, self.ip, self.port = floor, user, ip, 0
        self.server = ("127.0.0.1", 0)
        self.legs: dict[str, Leg] = {}
        self.calls: list[Leg] = []
        self.registrar: list[tuple[int, str]] = []  # what it has answered, and its challenge
        self.is_silent = False  # sends no sound at all, so that many can ring at once
        self.answers_itself = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.port = transport.get_extra_info("sockname")[1]

    def send(self, text: str) -> None:
        """To the exchange."""
        self.transport.sendto(text.encode(), self.server)

    def ring(self, number: str, caller: str) -> Leg:
        """Ring a number, under this caller's number."""
        return self.floor.wait(self._ring(number, caller))

    async def _ring(self, number: str, caller: str) -> Leg:
        to = f"sip:{number}@{self.server[0]}:{self.server[1]}"
        local = f"<sip:{caller}@{self.ip}:{self.port}>;tag={random.getrandbits(32):x}"
        leg = Leg(self, f"{random.getrandbits(64):x}@{self.ip}", local, f"<{to}>", to)
        await leg.begin_sound()
        self.legs[leg.call_id] = leg
        leg.request("INVITE", leg.sdp(), sequence=1)
        return leg

    def register(self, password: str) -> int:
        """Tell the exchange where this telephone is, as one with a password must; the code of its answer."""
        del self.registrar[:]
        self.floor.call(lambda: self._register(1))
        _, challenge = eventually("a challenge", lambda: self.registrar and self.registrar.pop())
        self.floor.call(lambda: self._register(2, credentials(challenge, self.user, self.server[0], password)))
        code, _ = eventually("an answer", lambda: self.registrar and self.registrar.pop())
        return code

    def _register(self, sequence: int, more: str = "") -> None:
        own, server = f"{self.user}@{self.ip}:{self.port}", self.server[0]
        via = f"SIP/2.0/UDP {self.ip}:{self.port};rport;branch=z9hG4bK{random.getrandbits(48):x}"
        self.send(
            f"REGISTER sip:{server} SIP/2.0\r\nVia: {via}\r\nFrom: <sip:{self.user}@{server}>;tag=1\r\n"
            f"To: <sip:{self.user}@{server}>\r\nCall-ID: {id(self):x}@{self.ip}\r\nCSeq: {sequence} REGISTER\r\n"
            f"Contact: <sip:{own}>\r\nMax-Forwards: 70\r\n{more}Content-Length: 0\r\n\r\n"
        )

    def be_rung_here(self, seconds: int = 600) -> None:
        """Register where no password is asked, for so long; 0 to take leave."""
        self.floor.call(lambda: self._register(int(time.monotonic() * 1000), f"Expires: {seconds}\r\n"))

    def next_call(self) -> Leg:
        """The next call that comes in, ringing."""
        return eventually(f"{self.user} rings", lambda: self.calls and self.calls.pop(0))

    def reply(self, headers: dict[str, Any], answer: str, leg: Leg | None = None, body: str = "") -> None:
        """Answer a request."""
        to = headers["to"] if "tag=" in headers["to"] or leg is None else leg.local
        kind = "Content-Type: application/sdp\r\n" if body else ""
        via = "".join(f"Via: {one}\r\n" for one in headers["via*"])
        self.send(
            f"SIP/2.0 {answer}\r\n{via}From: {headers['from']}\r\nTo: {to}\r\nCall-ID: {headers['call-id']}\r\n"
            f"CSeq: {headers['cseq']}\r\nContact: <sip:{self.user}@{self.ip}:{self.port}>\r\n"
            f"{kind}Content-Length: {len(body)}\r\n\r\n{body}"
        )

    def datagram_received(self, data: bytes, address: tuple[str, int]) -> None:
        head, _, body = data.decode(errors="replace").partition("\r\n\r\n")
        first, *lines = head.split("\r\n")
        headers: dict[str, Any] = defaultdict(list)
        for line in lines:
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
            headers[f"{name.strip().lower()}*"].append(value.strip())
        leg = self.legs.get(headers["call-id"])
        if first.startswith("SIP/2.0"):
            self._hear_answer(int(first.split()[1]), headers, body, leg)
        else:
            self._hear_request(first.split()[0], headers, body, leg)

    def _hear_request(self, method: str, headers: dict[str, Any], body: str, leg: Leg | None) -> None:
        if method == "INVITE" and leg is None:
            self.floor.loop.create_task(self._be_rung(headers, body))
        elif leg is None:
            if method != "ACK":
                self.reply(headers, "481 No such call")
        elif method == "ACK":
            leg.state = "up" if leg.state == "new" else leg.state
        else:
            body_of_answer = leg.sdp() if method == "INVITE" and leg.state != "over" else ""
            self.reply(headers, "200 OK", leg, body_of_answer)
            if method == "CANCEL":
                self.reply(leg.headers, "487 Request Terminated", leg)
            if method in ("BYE", "CANCEL"):
                leg.end()

    async def _be_rung(self, headers: dict[str, Any], body: str) -> None:
        call_id = headers["call-id"]
        if call_id in self.legs:
            return  # sent again
        tag = f";tag={random.getrandbits(32):x}"
        leg = Leg(self, call_id, headers["to"] + tag, headers["from"], re.search(r"<([^>]+)>", headers["contact"])[1])
        self.legs[call_id] = leg
        leg.headers, leg.sequence = headers, 100
        await leg.begin_sound()
        leg.learn(body)
        self.reply(headers, "180 Ringing", leg)
        if self.answers_itself:
            leg._answer()
        else:
            self.calls.append(leg)

    def _hear_answer(self, code: int, headers: dict[str, Any], body: str, leg: Leg | None) -> None:
        if "REGISTER" in headers["cseq"]:
            self.registrar.append((code, headers["www-authenticate"] or ""))
        if leg is None or "INVITE" not in headers["cseq"] or code < 200:
            return
        leg.remote, leg.code = headers["to"], code
        if code >= 300:
            leg.request("ACK", sequence=1)
            leg.end()
            return
        leg.target = re.search(r"<([^>]+)>", headers["contact"])[1]
        leg.learn(body)
        leg.request("ACK", sequence=int(headers["cseq"].split()[0]))
        leg.state = "up" if leg.state == "new" else leg.state


class Floor:
    """The loop in which all telephones of a test module live."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="telephones", daemon=True)
        self._thread.start()
        self.phones: list[Phone] = []

    def wait(self, work: Any) -> Any:
        """What a coroutine of the loop returns."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(LONG_ENOUGH_SECONDS)

    def call(self, function: Callable[[], Any]) -> None:
        """Do it in the loop, and wait for that."""

        async def run() -> None:
            function()

        self.wait(run())

    def phone(self, user: str, ip: str) -> Phone:
        """A telephone on a free port of this address."""
        phone = Phone(self, user, ip)
        self.wait(self.loop.create_datagram_endpoint(lambda: phone, local_addr=(ip, 0)))
        self.phones.append(phone)
        return phone

    def hang_up_everywhere(self) -> None:
        """So that no test hears another's call."""

        def hang_up() -> None:
            for phone in self.phones:
                for leg in phone.legs.values():
                    leg._hang_up()
                phone.calls.clear()

        self.call(hang_up)

    def close(self) -> None:
        """The end of all telephones."""
        self.hang_up_everywhere()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(5)
        self.loop.close()
