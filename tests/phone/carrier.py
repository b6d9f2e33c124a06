"""The other end of a trunk: a second exchange, as a carrier's; certificates for both; and what passes on the wire."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from civichub.devtools.exchange import Asterisk
from civichub.telephony.configuration import Exchange
from tests.phone.sip import Phone
from tests.phone.site import free_port
from tests.phone.sound import FRAME

CARRIER, OUTSIDE = "127.0.0.4", "127.0.0.2"
ACCOUNT, PASSWORD = "01632960100", "what-the-carrier-gave-us"
HEADER, RTP_VERSION = 12, 2  # bytes before the sound of an RTP packet, and how it begins (RFC 3550, 5.1)
UDP_HEADER = 8
LOOK_SECONDS = 0.1


class Authority:
    """Signs certificates. A stranger's is as good, only nobody trusts it."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self._key = folder, ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._own = self._sign(self._name, self._key, x509.BasicConstraints(ca=True, path_length=None))
        self.file = folder / f"{name}.crt"
        self.file.write_bytes(self._own.public_bytes(serialization.Encoding.PEM))

    def certify(self, ip: str, name: str) -> tuple[Path, Path]:
        """The files of a certificate for this address, and of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        named = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(ip))])
        made = self._sign(who, key, named).public_bytes(serialization.Encoding.PEM)
        certificate, secret = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        certificate.write_bytes(made)
        form = serialization.PrivateFormat.TraditionalOpenSSL
        secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()))
        return certificate, secret

    def _sign(self, who: x509.Name, key: ec.EllipticCurvePrivateKey, more: x509.ExtensionType) -> x509.Certificate:
        now = datetime.datetime.now(datetime.UTC)
        day, serial = datetime.timedelta(days=1), x509.random_serial_number()
        made = x509.CertificateBuilder(self._name, who, key.public_key(), serial, now - day, now + day)
        return made.add_extension(more, critical=False).sign(self._key, hashes.SHA256())


class Carrier(Asterisk):
    """Passes calls on between the public network, whose telephone is `outside`, and the council's account.

    Whoever dials 0 and a number is put through without encryption, 9 over wideband sound, and 8 to what registered.
    """

    def __init__(self, tree: Path, home: Path, outside: Phone, certificate: Path, key: Path) -> None:
        self.sip_port, self.tls_port, low = free_port(), free_port(), 30_000 + 100 * (free_port() % 20)
        exchange = Exchange(password=PASSWORD, sip_address=CARRIER, http_port=free_port(), rtp_ports=(low, low + 99))
        super().__init__(tree, home, exchange)
        self.outside, self.certificate, self.key = outside, certificate, key

    def write(self) -> None:
        super().write()
        (self.home / "etc/pjsip.conf").write_text(
            _PJSIP.format(
                ip=CARRIER, account=ACCOUNT, password=PASSWORD, sip_port=self.sip_port, tls_port=self.tls_port,
                certificate=self.certificate, key=self.key, outside=f"{OUTSIDE}:{self.outside.port}",
            )
        )  # fmt: skip
        (self.home / "etc/extensions.conf").write_text(_DIALPLAN)

    def has_account_registered(self) -> bool:
        """Whether the council's exchange has said where it is."""
        return f"Contact:  {ACCOUNT}/" in self.ask("pjsip show contacts")


_PJSIP = """
[transport-udp]
type=transport
protocol=udp
bind={ip}:{sip_port}
[transport-tls]
type=transport
protocol=tls
bind={ip}:{tls_port}
cert_file={certificate}
priv_key_file={key}
method=tlsv1_2

[public]
type=endpoint
context=from-public
transport=transport-udp
disallow=all
allow=alaw
aors=public
direct_media=no
[public]
type=aor
contact=sip:{outside}
[public]
type=identify
endpoint=public
match=127.0.0.2

[council](!)
type=endpoint
context=from-council
transport=transport-tls
disallow=all
aors={account}
direct_media=no
media_address={ip}
bind_rtp_to_media_address=yes
trust_id_inbound=yes
[{account}](council)
allow=alaw
auth=council
media_encryption=sdes
[wideband](council)
allow=g722
media_encryption=sdes
[plain](council)
allow=alaw
[council]
type=auth
auth_type=digest
username={account}
password={password}
[{account}]
type=aor
max_contacts=1
remove_existing=yes
[{account}]
type=identify
endpoint={account}
match=127.0.0.1
"""
_DIALPLAN = f"""
[from-public]
exten => _X.,1,Dial(PJSIP/${{EXTEN}}@{ACCOUNT})
exten => _0[1-9].,1,Dial(PJSIP/${{EXTEN}}@{ACCOUNT})
exten => _00.,1,Dial(PJSIP/${{EXTEN:1}}@plain)
exten => _90.,1,Dial(PJSIP/${{EXTEN:1}}@wideband)
exten => 8,1,Dial(PJSIP/{ACCOUNT})
[from-council]
exten => _[+0-9]!,1,Dial(PJSIP/${{EXTEN}}@public)
"""


class Wire:
    """Every UDP packet with sound from one address of this machine to another, as somebody between would see it."""

    def __init__(self) -> None:
        self._packets: list[tuple[str, str, bytes]] = []
        self.is_over = threading.Event()

    def sound(self, source: str, destination: str) -> bytes:
        """What follows the header of each packet, without the last bytes that only SRTP has, one after the other."""
        found = [data for one, other, data in list(self._packets) if (one, other) == (source, destination)]
        return b"".join(data[HEADER : HEADER + FRAME] for data in found)

    def follow(self, raw: socket.socket) -> None:
        """Until it is over."""
        while not self.is_over.is_set():
            with contextlib.suppress(TimeoutError):
                packet = raw.recv(4096)
                payload = packet[(packet[0] & 15) * 4 + UDP_HEADER :]
                if len(payload) >= HEADER + FRAME and payload[0] >> 6 == RTP_VERSION:
                    ends = socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20])
                    self._packets.append((*ends, payload))


@contextmanager
def tapped_wire() -> Iterator[Wire]:
    """Only root may listen to a wire: the test is left out for anybody else, and fails where it is required."""
    try:
        raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
    except PermissionError:
        reason = "whether sound is encrypted on the wire is seen by root alone"
        if os.environ.get("CIVICHUB_REQUIRE_TELEPHONY") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    raw.settimeout(LOOK_SECONDS)
    wire = Wire()
    listener = threading.Thread(target=wire.follow, args=(raw,), name="wire")
    listener.start()
    try:
        yield wire
    finally:
        wire.is_over.set()
        listener.join()
        raw.close()
