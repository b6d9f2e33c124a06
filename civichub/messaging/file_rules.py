"""Which files that come by email are given to people, told from their bytes and not from their names."""

from __future__ import annotations

import puremagic

from civichub.forms.operations.files import has_program, kind_of

MOST_BYTES = 25_000_000
MOST_FILES = 40
_ARCHIVE = b"PK\x03\x04"
_SHEET = b"xl/"
_MACROS = b"vbaProject.bin"
_PICTURES = {b"GIF87a": "image/gif", b"GIF89a": "image/gif", b"RIFF": "image/webp", b"II*\x00": "image/tiff"}
_TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "heic": "image/heic",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_TEXTS = (".txt", ".csv", ".ics", ".vcf", ".log", ".md")


def content_type_of(name: str, declared: str, content: bytes) -> str:
    """What the file is, or empty when it is nothing that we pass on."""
    if declared == "message/rfc822":
        return declared
    if kind := kind_of(content):
        return _TYPES.get(kind, "")
    for start, found in _PICTURES.items():
        if content.startswith(start):
            return found
    if content.startswith(_ARCHIVE) and _SHEET in content[:100_000]:
        return _XLSX
    return "text/plain" if name.lower().endswith(_TEXTS) and _is_text(content) else ""


def why_refused(name: str, declared: str, content: bytes, *, number: int) -> str:
    """A sentence for whoever reads the message, or empty when the file is kept. `number` counts from 1."""
    if number > MOST_FILES:
        return f"Only the first {MOST_FILES} files of a message are kept."
    if not content:
        return "It is empty."
    if len(content) > MOST_BYTES:
        return f"It is larger than {MOST_BYTES // 1_000_000} MB."
    found = content_type_of(name, declared, content)
    if not found:
        return f"We do not take this kind of file{_looks_like(content)}."
    if found == "application/pdf" and has_program(content):
        return "It is a PDF with a program or another file in it."
    if content.startswith(_ARCHIVE) and _MACROS in content:
        return "It holds a program (macros)."
    return ""


def _looks_like(content: bytes) -> str:
    try:
        found = puremagic.from_string(content[:4096])
    except (puremagic.PureError, ValueError):
        return ""
    return f" ({found.lstrip('.')})" if found else ""


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return b"\x00" not in content
