"""What a file is, and what becomes of it on the way in."""

import io
import tracemalloc
import zlib

import pytest
from flask import Flask
from PIL import Image

from politiker.files import kinds, names, pictures
from politiker.files.errors import (
    FileHoldsProgram,
    FileIsLocked,
    FileIsTooLarge,
    FileIsUnreasonable,
    FileReachesOut,
    FileRefused,
    KindIsUnknown,
)
from politiker.files.kinds import Kind
from politiker.files.taking import taken_in
from tests import files, hostile_files

MEGABYTE = 1024 * 1024


@pytest.mark.parametrize("name", files.SOUND)
def test_sound_files_are_taken_under_their_own_name(room: Flask, name: str) -> None:
    content, media_type = files.SOUND[name]
    clean, called, kind = taken_in(content, f"C:\\Mine ting\\{name}")
    assert kind == media_type
    ending = ".png" if name.endswith(".gif") else f".{name.rpartition('.')[2]}"
    assert called == f"{name.rpartition('.')[0]}{ending}"
    if not kind.startswith("image/"):
        assert clean == content, "a document is kept as it is"


def test_there_are_sixty_hostile_files_and_each_is_another() -> None:
    assert len(hostile_files.REFUSED) + len(hostile_files.MADE_HARMLESS) >= 60
    assert len({*hostile_files.REFUSED.values()}) >= 60


@pytest.mark.parametrize("name", hostile_files.REFUSED)
def test_hostile_files_are_refused(room: Flask, name: str) -> None:
    with pytest.raises(FileRefused) as refused:
        taken_in(hostile_files.REFUSED[name], name)
    assert refused.value.facts["name"] == name


@pytest.mark.parametrize("name", hostile_files.MADE_HARMLESS)
def test_pictures_are_made_anew(room: Flask, name: str) -> None:
    content, hidden = hostile_files.MADE_HARMLESS[name]
    assert hidden in content
    clean, called, media_type = taken_in(content, name)
    assert hidden not in clean and media_type.startswith("image/")
    assert called.endswith((".jpg", ".png", ".webp"))
    with Image.open(io.BytesIO(clean)) as seen:
        assert not dict(seen.getexif()) and "icc_profile" not in seen.info and getattr(seen, "n_frames", 1) == 1


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("makro.docm", FileHoldsProgram), ("javascript-pakket.pdf", FileHoldsProgram),
        ("bombe.docx", FileIsUnreasonable),
        ("zip-i-zip-i-zip.pptx", FileIsUnreasonable), ("stor.png", FileIsUnreasonable), ("xxe.docx", FileReachesOut),
        ("billede-udefra.docx", FileReachesOut), ("laast.docx", FileIsLocked), ("laast.pdf", FileIsLocked),
        ("side.png", KindIsUnknown), ("gammelt.doc", KindIsUnknown),
    ],
)  # fmt: skip
def test_it_is_said_what_is_wrong(name: str, why: type[FileRefused]) -> None:
    with pytest.raises(FileRefused) as refused:
        kind = kinds.kind_of(hostile_files.REFUSED[name])
        pictures.made_anew(hostile_files.REFUSED[name], kind)
    assert type(refused.value) is why


def test_a_sheet_in_a_presentation_is_ordinary_and_a_link_may_be_pressed() -> None:
    chart = files.slides({"ppt/embeddings/Microsoft_Excel_Sheet.xlsx": files.sheet()})
    assert kinds.kind_of(chart) is Kind.PPTX
    assert kinds.kind_of(hostile_files.relation("hyperlink")) is Kind.DOCX


def test_a_photograph_is_turned_the_right_way_up() -> None:
    clean, kind = pictures.made_anew(files.photograph(), Kind.JPEG)
    with Image.open(io.BytesIO(clean)) as seen:
        assert (kind, seen.size) == (Kind.JPEG, (40, 80))


def test_a_large_picture_becomes_smaller_and_a_small_one_stays() -> None:
    clean, _kind = pictures.made_anew(files.picture("JPEG", (6000, 3000)), Kind.JPEG)
    with Image.open(io.BytesIO(clean)) as seen:
        assert seen.size == (4096, 2048)
    clean, _kind = pictures.made_anew(files.picture("PNG", (300, 200), "RGBA"), Kind.PNG)
    with Image.open(io.BytesIO(clean)) as seen:
        assert (seen.size, seen.mode) == ((300, 200), "RGBA")


def test_twenty_megabytes_and_not_a_byte_more() -> None:
    sound = files.pdf()
    filled = sound.replace(b"trailer", b"%" + b"a" * (kinds.LARGEST - len(sound) - 2) + b"\ntrailer")
    assert len(filled) == kinds.LARGEST and kinds.kind_of(filled) is Kind.PDF
    with pytest.raises(FileIsTooLarge):
        kinds.kind_of(filled + b"\n")


@pytest.mark.parametrize(
    "name", ["bombe.docx", "bombe-i-mange.docx", "bombe-i-diagram.pptx", "bombe.pdf", "mange.docx"]
)
def test_a_bomb_does_not_go_off(name: str) -> None:
    """What it would unpack to is never in memory. The control unpacks one and shows that the measure sees it."""
    content = hostile_files.REFUSED[name]
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused):
            kinds.kind_of(content)
        assert tracemalloc.get_traced_memory()[1] < 100 * MEGABYTE
        tracemalloc.reset_peak()
        zlib.decompress(zlib.compress(bytes(120 * MEGABYTE)))
        assert tracemalloc.get_traced_memory()[1] > 100 * MEGABYTE
    finally:
        tracemalloc.stop()


def test_changed_at_random_a_file_is_refused_or_still_sound(room: Flask) -> None:
    taken = 0
    for content in hostile_files.noise(seed=20260901, many=800):
        try:
            taken_in(content, "x")
        except FileRefused:
            continue
        taken += 1
    assert 0 < taken < 800


@pytest.mark.parametrize("name", hostile_files.NAMES)
def test_no_name_is_dangerous(name: str) -> None:
    clean = names.clean_file_name(name, ".pdf")
    assert clean.endswith(".pdf") and 5 <= len(clean) <= 100 and len(clean.encode()) <= 255
    assert not set(clean) & set('/\\\0\r\n<>:"|?*%;\u202e\u2066\u200b') and clean[0] not in ".- "
    assert clean.partition(".")[0].upper() not in {"CON", "NUL", "COM1", "LPT9"}
    assert clean == names.clean_file_name(clean, ".pdf"), "a clean name stays as it is"


def test_ordinary_names_are_kept() -> None:
    for name in ("Referat 12.3.2026.pdf", "Ærø kommune – budget (2).pdf", "Å.pdf"):
        assert names.clean_file_name(name, ".pdf") == name
    assert names.clean_file_name("IMG_2001.JPEG", ".jpg") == "IMG_2001.jpg"
