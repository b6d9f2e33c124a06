"""Mail that was put together badly, or on purpose so: the same for the same seed."""

from __future__ import annotations

import random
from email.message import EmailMessage
from email.policy import SMTP

_CHARSETS = ("utf-8", "iso-8859-1", "windows-1252", "koi8-r", "gb18030", "x-unknown", "utf-7", "unknown-8bit", "''", "")
_WORDS = (
    "bin", "street", "light", "rubbish", "naïve", "Łódź", "Ünïcode", "汉字", "پنجابی", "=", "<", ">", "&", ";", ",",
    ":", "(", ")", "[", "]", "\u202egnp.exe", "\x0b", "'", '"', "\\",
)  # fmt: skip
_KINDS = ("text/plain", "text/html", "image/png", "application/pdf", "application/ms-tnef", "application/x-msdownload",
          "message/rfc822", "text/calendar", "no-slash", "multipart/mixed", "")  # fmt: skip
_HEADERS = ("From", "To", "Subject", "Date", "Message-ID", "References", "Content-Type", "MIME-Version", "Cc",
            "Content-Transfer-Encoding", "Content-Disposition", "X-" + "a" * 80)  # fmt: skip


def odd_mail(seed: int) -> bytes:
    """One message: built from ordinary parts, then broken in one to six ways."""
    chance = random.Random(seed)
    content = _built(chance, seed)
    for _ in range(chance.randint(1, 6)):
        content = chance.choice(_BREAKS)(content, chance)
    return content


def _built(chance: random.Random, seed: int) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = f"Writer {seed} <writer{seed}@example.com>"
    mail["To"], mail["Subject"] = "enquiries@testshire.example", f"About {seed}"
    mail["Message-ID"] = f"<{seed}@example.com>"
    mail.set_content(_say(chance))
    if chance.random() < 0.6:
        mail.add_alternative(f"<p>{_say(chance)}</p><img src='http://e.example/{seed}.png'><script>x</script>", "html")
    for number in range(chance.randint(0, 3)):
        data = bytes(chance.randrange(256) for _ in range(chance.randint(0, 400)))
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=f"f{number}.bin")
    return mail.as_bytes()


def _say(chance: random.Random) -> str:
    return " ".join(chance.choice(_WORDS).replace("\x0b", " ") for _ in range(chance.randint(1, 60))) + "\n"


def _flip(content: bytes, chance: random.Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.randint(1, 30)):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _double(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + content[max(0, at - 200) :]


def _head(content: bytes, chance: random.Random) -> bytes:
    name, kind, charset = chance.choice(_HEADERS), chance.choice(_KINDS), chance.choice(_CHARSETS)
    values = (
        f'{kind}; charset={charset}; boundary="{"b" * chance.randint(0, 90)}"',
        f"=?{charset}?{chance.choice('bBqQx')}?{chance.choice(_WORDS)}=41=?=",
        "\udcff" * 3,
        "a" * 5000,
        '"unclosed <x@',
        "attachment; filename*=utf-8''%00%2e%2e%2fetc",
        chance.choice(("base64", "quoted-printable", "8bit", "x-uuencode", "nonsense")),
    )
    line = f"{name}: {chance.choice(values)}\r\n".encode("utf-8", "surrogateescape")
    lines = content.split(b"\r\n")
    at = chance.randrange(min(len(lines), 25) + 1)
    return b"\r\n".join([*lines[:at], line.rstrip(), *lines[at:]])


def _drop(content: bytes, chance: random.Random) -> bytes:
    lines = content.split(b"\r\n")
    if lines:
        del lines[chance.randrange(len(lines))]
    return b"\r\n".join(lines)


def _ends(content: bytes, chance: random.Random) -> bytes:
    return content.replace(b"\r\n", chance.choice((b"\n", b"\r", b"\r\r\n", b"\n\n")))


def _nest(content: bytes, chance: random.Random) -> bytes:
    for number in range(chance.choice((1, 3, 60))):
        kind = chance.choice((f'multipart/mixed; boundary="n{number}"', "message/rfc822"))
        mark = b"--n%d\r\n" % number if kind.startswith("multipart") else b""
        content = (
            b"From: nest@example.com\r\nMIME-Version: 1.0\r\nContent-Type: %b\r\n\r\n%b" % (kind.encode(), mark)
            + content
        )
    return content


def _nul(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice((b"\x00", b"\xed\xa0\x80", b"\xff\xfe", b"\x1b$B", b"\r\n.\r\n")) + content[at:]


_BREAKS = (_flip, _cut, _double, _head, _head, _head, _drop, _ends, _nest, _nul)
