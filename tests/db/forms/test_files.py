"""Uploaded files: known by their bytes, kept where nothing runs them, given to nobody else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from civichub.core.errors import Conflict, Invalid, NotFound
from civichub.forms.models import DraftFile, FormDraft
from civichub.forms.operations import attach_file, finish_draft, remove_file, save_page
from tests.db.forms.samples import AT, PDF, PNG
from tests.factories.world import World

Begin = Callable[..., FormDraft]


def word_document() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return stream.getvalue()


def attach(world: World, draft: FormDraft, content: bytes, name: str = "a.pdf", **more: Any) -> DraftFile:
    about = {"question": "proof", "actor": world.system, "at": AT, **more}
    return attach_file(draft=draft, name=name, content=content, **about)


@pytest.mark.parametrize(
    ("content", "name", "content_type"),
    [
        (PDF, "a.txt", "application/pdf"),
        (PNG, "photo.jpg", "image/png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"x" * 20, "x", "image/jpeg"),
        (word_document(), "letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)
def test_the_type_is_told_from_the_bytes(
    world: World, begin: Begin, content: bytes, name: str, content_type: str
) -> None:
    file = attach(world, begin(), content, name)
    assert (file.content_type, file.size, file.name) == (content_type, len(content), name)
    assert Path(file.content.path).read_bytes() == content
    assert "." not in Path(file.content.path).name


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"%PDF-1.4" + b"x" * 1_000_001, "must be smaller than 1 MB"),
        (b"<html><script>alert(1)</script>", "must be one of these types"),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "must be one of these types"),
        (b"MZ\x90\x00", "must be one of these types"),
        (b"PK\x03\x04 just any archive", "must be one of these types"),
        (b"GIF89a" + b"x" * 30, "must be one of these types"),
        (b"%PDF-1.4 << /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>", "holds a program or another file"),
    ],
)
def test_what_is_not_a_document_or_photo_is_refused(world: World, begin: Begin, content: bytes, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        attach(world, begin(), content, "harmless.pdf")
    assert refused.value.field == "proof"
    assert not DraftFile.objects.exists()


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\bill.pdf", "bill.pdf"),
        ("a\r\nX-Header: 1.pdf", "a X-Header: 1.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("", "file"),
    ],
)
def test_a_file_name_is_only_a_label(world: World, begin: Begin, name: str, kept: str) -> None:
    assert attach(world, begin(), PDF, name).name == kept


def test_a_nul_in_a_name_is_refused(world: World, begin: Begin) -> None:
    with pytest.raises(Invalid):
        attach(world, begin(), PDF, "a\x00.pdf")


def test_the_same_file_twice_is_kept_once_and_there_is_a_limit(world: World, begin: Begin) -> None:
    draft = begin()
    assert attach(world, draft, PDF) == attach(world, draft, PDF, "again.pdf")
    attach(world, draft, PNG)
    with pytest.raises(Invalid, match="You can attach 2 at most"):
        attach(world, draft, PDF + b"\n")


def test_only_a_question_for_files_takes_files(world: World, begin: Begin) -> None:
    for question in ("name", "no-such"):
        with pytest.raises(NotFound):
            attach(world, begin(), PDF, question=question)


def test_a_file_can_be_taken_away_again_but_not_by_another_draft(world: World, begin: Begin) -> None:
    draft, other = begin(), begin()
    file = attach(world, draft, PDF)
    save_page(draft=draft, page="adult", raw={"adult": "yes", "kind": "free"}, actor=world.system, at=AT)
    save_page(draft=draft, page="proof", raw={}, actor=world.system, at=AT)
    with pytest.raises(NotFound):
        remove_file(draft=other, ref=file.ref, actor=world.system, at=AT)
    left = remove_file(draft=draft, ref=file.ref, actor=world.system, at=AT)
    assert "proof" not in left.answers
    assert not Path(file.content.path).exists()


def test_files_of_a_sent_form_stay(world: World, begin: Begin) -> None:
    draft = begin()
    file = attach(world, draft, PDF)
    for page, raw in (("adult", {"adult": "yes", "kind": "free"}), ("proof", {}), ("you", {"name": "Ann"})):
        save_page(draft=draft, page=page, raw=raw, actor=world.system, at=AT)
    finish_draft(draft=draft, submit=lambda *_: "R", actor=world.system, at=AT)
    for act in (
        lambda: remove_file(draft=draft, ref=file.ref, actor=world.system, at=AT),
        lambda: attach(world, draft, PNG),
    ):
        with pytest.raises(Conflict):
            act()
