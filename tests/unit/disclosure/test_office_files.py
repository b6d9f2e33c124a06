"""Office files as pages: what they say, what they say besides, and what is refused."""

from __future__ import annotations

import io
import zipfile

import pytest

from civichub.disclosure.redaction import office
from civichub.disclosure.redaction.office import Table, read_office
from civichub.messaging.letters.scans import Unreadable

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
ODF = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "text", "table")
)


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def docx(body: str, **more: str) -> bytes:
    parts = {"word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>"}
    return packed(parts | {f"word/{name}.xml": f"<w:x {W}>{content}</w:x>" for name, content in more.items()})


def run(words: str, look: str = "") -> str:
    return f"<w:r><w:rPr>{look}</w:rPr><w:t>{words}</w:t></w:r>"


def test_a_letter_is_read_in_its_order_with_what_was_deleted_hidden_and_commented_apart() -> None:
    found = read_office(docx(
        f"<w:p>{run('Dear ')}<w:ins>{run('Sam')}</w:ins><w:del><w:r><w:delText>Madam</w:delText></w:r></w:del></w:p>"
        f"<w:tbl><w:tr><w:tc><w:p>{run('Fee')}</w:p></w:tc><w:tc><w:p>{run('£5')}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:p>{run('secret thought', '<w:vanish/>')}<w:r><w:drawing><w:txbxContent><w:p>{run('In a box')}</w:p>"
        "</w:txbxContent></w:drawing></w:r></w:p>",
        header1=f"<w:p>{run('Letterhead')}</w:p>", comments=f"<w:comment><w:p>{run('Is that so?')}</w:p></w:comment>",
    ))  # fmt: skip
    assert found
    assert found.blocks == ["Dear Sam", Table((("Fee", "£5"),)), "In a box", "Letterhead"]
    assert found.unseen == [("Deleted, kept as a tracked change", "Madam"), ("Hidden text", "secret thought"),
                            ("Comment", "Is that so?")]  # fmt: skip


def test_a_spreadsheet_shows_values_dates_and_hidden_sheets() -> None:
    found = read_office(packed({
        "xl/workbook.xml": f'<workbook {S} {R}><sheets><sheet name="Visits" r:id="a"/>'
                           f'<sheet name="Old" state="hidden" r:id="b"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/>'
                                      '<Relationship Id="b" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
        "xl/sharedStrings.xml": f"<sst {S}><si><t>Sam</t></si></sst>",
        "xl/styles.xml": f'<styleSheet {S}><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
                         f'<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet {S}><sheetData><row><c r="A1" t="s"><v>0</v></c>'
                                    '<c r="C1" s="1"><v>46100</v></c></row></sheetData></worksheet>',
        "xl/worksheets/sheet2.xml": f'<worksheet {S}><sheetData><row><c r="A1" t="inlineStr"><is><t>x</t></is></c>'
                                    "</row></sheetData></worksheet>",
    }))  # fmt: skip
    assert found
    assert found.blocks == [Table((("Sam", "", "19 March 2026"),), "Visits"), Table((("x",),), "Old (a hidden sheet)")]


def test_an_open_document_is_read_with_its_deletions_and_comments() -> None:
    found = read_office(packed({"content.xml": (
        f"<office:document-content {ODF}><office:body><office:text><text:tracked-changes><text:changed-region>"
        "<text:deletion><text:p>Gone</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        "<text:h>Title</text:h><text:p>Two<text:s text:c='2'/>words<office:annotation><text:p>Hm</text:p>"
        "</office:annotation></text:p><table:table table:name='T'><table:table-row>"
        "<table:table-cell table:number-columns-repeated='2'><text:p>a</text:p></table:table-cell>"
        "</table:table-row></table:table></office:text></office:body></office:document-content>"
    )}))  # fmt: skip
    assert found
    assert found.blocks == ["Title", "Two  words", Table((("a", "a"),), "T")]
    assert found.unseen == [("Deleted, kept as a tracked change", "Gone"), ("Comment", "Hm")]


def test_what_is_no_office_file_is_left_to_others() -> None:
    assert read_office(b"%PDF-1.4") is None
    assert read_office(packed({"notes.txt": "x"})) is None


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04 broken",
        docx("<w:p>"),
        packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>'}),
        packed({"word/document.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}),
        packed({"word/document.xml": "<a/>"} | {f"word/media/{n}": "x" for n in range(office.MOST_PARTS)}),
        packed({"word/document.xml": b" " * (office.MOST_UNPACKED + 1)}),
        docx(f"<w:p>{run('x' * (office.MOST_CHARACTERS + 1))}</w:p>"),
    ],
    ids=["no package", "no xml", "entities", "a file of the server", "too many parts", "a bomb", "a book"],
)
def test_20_broken_files_and_bombs_are_refused(content: bytes) -> None:
    """Abuse case 20."""
    with pytest.raises(Unreadable):
        read_office(content)
