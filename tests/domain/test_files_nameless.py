"""Documents that name nobody: what stood in them of their authors before, and is gone after."""

import io
import zipfile
from xml.etree import ElementTree

import openpyxl
import pytest
from flask import Flask
from openpyxl.comments import Comment

from politiker.files.kinds import Kind, kind_of
from politiker.files.nameless import without_names
from politiker.files.taking import taken_in
from tests.files import open_document, parcel, pdf, photograph, slides, types, word

KAREN = "Karen Friis"
NS = "http://schemas.openxmlformats.org"
CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    f'<cp:coreProperties xmlns:cp="{NS}/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/'
    f'1.1/"><dc:title>Udkast</dc:title><dc:creator>{KAREN}</dc:creator><cp:lastModifiedBy>{KAREN}</cp:lastModifiedBy>'
    "</cp:coreProperties>"
)
APP = (
    f'<?xml version="1.0"?><Properties xmlns="{NS}/officeDocument/2006/extended-properties"><Company>{KAREN}</Company>'
    f"<Manager>{KAREN}</Manager></Properties>"
)
CUSTOM = f'<Properties xmlns="{NS}/officeDocument/2006/custom-properties"><property>{KAREN}</property></Properties>'
CHANGED = (
    '<?xml version="1.0"?><w:document xmlns:w="x" xmlns:w15="y"><w:ins w:id="1" w:author="Karen Friis" w:date="2026">'
    "<w:t>Hej author=\"Karen\"</w:t></w:ins><w15:p w15:userId = 'S::Karen Friis@aarhus.dk'/></w:document>"
)
WORD = word(
    {
        "docProps/core.xml": CORE, "docProps/app.xml": APP, "docProps/custom.xml": CUSTOM, "word/changed.xml": CHANGED,
        "word/comments.xml": f'<w:comments xmlns:w="x"><w:comment w:author="{KAREN}" w:initials="KF"/></w:comments>',
        "word/people.xml": f'<w15:people xmlns:w15="x"><w15:person w15:author="{KAREN}"/></w15:people>',
        "word/embeddings/chart.xlsx": parcel({
            "[Content_Types].xml": types("spreadsheetml.sheet"), "docProps/core.xml": CORE, "xl/workbook.xml": "<a/>",
        }),
    }
)  # fmt: skip
PACKAGED = word({"package/services/metadata/core-properties/1.psmdcp": CORE})
SLIDES = slides(
    {"ppt/commentAuthors.xml": f'<p:list xmlns:p="x"><p:cmAuthor id="0" name="{KAREN}" initials="KF"/></p:list>'}
)
TEXT = open_document(
    more={
        "meta.xml": '<?xml version="1.0"?><office:document-meta xmlns:office="o" xmlns:meta="m" xmlns:dc="d">'
        f"<office:meta><meta:initial-creator>{KAREN}</meta:initial-creator><dc:creator>{KAREN}</dc:creator></office:meta>"
        "</office:document-meta>",
        "styles.xml": f'<a xmlns:dc="d"><dc:creator>{KAREN}</dc:creator></a>',
    }
)
XMP = (
    b"<x:xmpmeta><rdf:Description><dc:creator><rdf:Seq><rdf:li>Karen Friis</rdf:li></rdf:Seq></dc:creator>"
    b"<dc:title>Udkast</dc:title></rdf:Description></x:xmpmeta>"
)
PDF = pdf(
    b">>\nendobj\n4 0 obj\n<< /Author (Karen \\(Friis\\) \xc5 (Karen Friis)) /Title (Udkast) /Manager <FEFF004B0046> "
    b"/Company<< /A 1 >> >>\nendobj\n5 0 obj\n<< /Type /Metadata /Length 1 >>\nstream\n" + XMP + b"\nendstream"
)


def sheet() -> bytes:
    """A workbook as a spreadsheet program writes it, with a comment."""
    book, written = openpyxl.Workbook(), io.BytesIO()
    book.properties.creator = book.properties.lastModifiedBy = KAREN
    book.active["A1"] = "Budget"
    book.active["A1"].comment = Comment("Se her", KAREN)
    book.save(written)
    return written.getvalue()


def inside(content: bytes) -> bytes:
    """All that stands in a file, unpacked."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(inside(archive.read(part)) for part in archive.infolist())


@pytest.mark.parametrize("make", [lambda: WORD, lambda: PACKAGED, lambda: SLIDES, lambda: TEXT, sheet, lambda: PDF])
def test_the_name_was_there_and_is_gone(make) -> None:  # type: ignore[no-untyped-def]
    content = make()
    assert b"Karen Friis" in inside(content), "control: the name is there before"
    kind = kind_of(content)
    again = without_names(content, kind)
    assert b"Karen Friis" not in inside(again) and b"aarhus.dk" not in inside(again)
    assert kind_of(again) is kind, "what comes out may still be handed in"
    assert without_names(again, kind) == again


def test_a_file_is_left_with_its_names_where_that_is_not_asked_for(room: Flask) -> None:
    assert taken_in(WORD, "udkast.docx")[0] == WORD
    assert b"Karen Friis" not in inside(taken_in(WORD, "udkast.docx", names_nobody=True)[0])


def test_what_is_written_in_the_document_is_left_alone() -> None:
    before, after = (zipfile.ZipFile(io.BytesIO(one)) for one in (WORD, without_names(WORD, Kind.DOCX)))
    assert before.namelist() == after.namelist()
    assert before.read("word/document.xml") == after.read("word/document.xml")
    assert b'Hej author="Karen"' in after.read("word/changed.xml")
    assert {part.date_time for part in after.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    for part in after.namelist():
        if part.endswith(".xml"):
            ElementTree.fromstring(after.read(part))
    book = openpyxl.load_workbook(io.BytesIO(without_names(sheet(), Kind.XLSX)))
    assert book.active["A1"].value == "Budget" and book.active["A1"].comment.text == "Se her"
    assert not book.properties.creator or book.properties.creator == "openpyxl"
    text = zipfile.ZipFile(io.BytesIO(without_names(TEXT, Kind.ODT)))
    assert text.infolist()[0].filename == "mimetype" and text.infolist()[0].compress_type == zipfile.ZIP_STORED


def test_nothing_in_a_pdf_moves() -> None:
    after = without_names(PDF, Kind.PDF)
    assert len(after) == len(PDF) and b"/Title (Udkast)" in after and b"<dc:title>Udkast</dc:title>" in after
    assert b"/Company<< /A 1 >>" in after and b"FEFF" not in after
    changed = [n for n, (one, other) in enumerate(zip(PDF, after, strict=True)) if one != other]
    assert {after[n] for n in changed} == {0x20}
    open_ended = pdf(b"/Author (Karen")
    assert without_names(open_ended, Kind.PDF) == open_ended


def test_a_picture_passes_as_it_is() -> None:
    assert without_names(photograph(), Kind.JPEG) == photograph()
