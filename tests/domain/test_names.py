"""Nobody is told that their name is wrong, and nobody hides behind one."""

import unicodedata

import pytest

from politiker.core.names import (
    EmailRefused,
    NameHasDisguisedLetters,
    NameHasHiddenCharacters,
    NameIsEmpty,
    NameIsTooLong,
    NameMixesAlphabets,
    NameRefused,
    PhoneRefused,
    clean_email,
    clean_name,
    clean_phone,
)


@pytest.mark.parametrize(
    "name",
    [
        "Karen Æbelø Sørensen-Åse",
        "Jógvan á Lakjuni",
        "Høgni Hoydal",
        "Aqqaluk Kûitse",
        "Erneĸ Petersen",
        "Łukasz Żółć",
        "Zbigniew Święcicki",
        "Gülşen İpek Çağlıoğlu",
        "Nguyễn Thị Ánh Tuyết",
        "Đặng Phương",
        "أمينة الزهراء",
        "Άννα Παπαδοπούλου",
        "Юлія Шевченко",
        "李小龍",
        "さくら ハナ",
        "ณัฐ คำแก้ว",
        "दीपिका",
        "Mª José Núñez",
        "D'Angelo",
        "O’Brien",
        "Jens-Peter v. d. Ø",
        "Ib",
        "Ó",
        "Hans J. 3.",
        "x" * 120,
        "Straße ẞ",
    ],
)
def test_real_names_are_never_refused(name: str) -> None:
    assert clean_name(name) == unicodedata.normalize("NFC", name)
    assert clean_name(unicodedata.normalize("NFD", name)) == unicodedata.normalize("NFC", name)


def test_a_name_is_tidied() -> None:
    assert clean_name("  Karen \u00a0  Hansen\r\n") == "Karen Hansen"
    assert clean_name("Nguye\u0302\u0303n") == "Nguyễn"


@pytest.mark.parametrize(
    "name, refusal",
    [
        ("", NameIsEmpty),
        ("   ", NameIsEmpty),
        ("...", NameIsEmpty),
        ("123", NameIsEmpty),
        ("Karen\u202eHansen", NameHasHiddenCharacters),
        ("Ka\u200bren", NameHasHiddenCharacters),
        ("Ka\u00adren", NameHasHiddenCharacters),
        ("\ufeffKaren", NameHasHiddenCharacters),
        ("Karen\x00", NameHasHiddenCharacters),
        ("Karen\r\nBcc: x@y.dk", NameHasHiddenCharacters),
        ("Karen\u2028H", NameHasHiddenCharacters),
        ("Ka\ud800ren", NameHasHiddenCharacters),
        ("Karen\u2066x", NameHasHiddenCharacters),
        ("Karen\ue000", NameHasHiddenCharacters),
        ("Ｋａｒｅｎ", NameHasDisguisedLetters),
        ("𝐊𝐚𝐫𝐞𝐧", NameHasDisguisedLetters),
        ("Oﬃcer", NameHasDisguisedLetters),
        ("Kаren", NameMixesAlphabets),
        ("Kαren", NameMixesAlphabets),
        ("Karen Юлія", NameMixesAlphabets),
        ("x" * 121, NameIsTooLong),
        ("x" * 10_000_000, NameIsTooLong),
    ],
)
def test_a_disguise_is_refused_by_its_name(name: str, refusal: type[NameRefused]) -> None:
    with pytest.raises(refusal) as refused:
        clean_name(name)
    assert isinstance(refused.value, NameRefused)


def test_a_danish_address_with_danish_letters_works() -> None:
    email = clean_email(" Søren@ærø.dk ")
    assert email.shown == "Søren@ærø.dk"
    assert email.address == "Søren@xn--r-3fa9c.dk"
    assert email.key == "søren@xn--r-3fa9c.dk"
    assert email.needs_smtputf8


def test_one_mailbox_has_one_key() -> None:
    keys = {
        clean_email(text).key
        for text in ("SØREN@ÆRØ.dk", "so\u0308ren@x.dk".replace("so\u0308ren@x", "søren@ærø"), "Søren@XN--R-3FA9C.dk")
    }
    assert len(keys) == 1
    assert clean_email("e\u0301va@a.dk").key == clean_email("ÉVA@a.dk").key


def test_an_ordinary_address_is_kept_as_typed_and_needs_nothing_special() -> None:
    email = clean_email("Karen.Hansen+byraad@Aarhus.DK")
    assert (email.shown, email.key) == ("Karen.Hansen+byraad@Aarhus.DK", "karen.hansen+byraad@aarhus.dk")
    assert email.address == "Karen.Hansen+byraad@aarhus.dk" and not email.needs_smtputf8


@pytest.mark.parametrize(
    "text",
    [
        "",
        "@",
        "karen",
        "karen@",
        "@a.dk",
        "karen@dk",
        "a@b@c.dk",
        "ka ren@a.dk",
        "karen@a .dk",
        "karen@a..dk",
        "karen@.dk",
        "karen@a.dk.",
        "karen@a.dk\nBcc: b@c.dk",
        "karen@a.dk\x00",
        "Karen <karen@a.dk>",
        "a,b@c.dk",
        "a@b.dk,c@d.dk",
        "karen@-a.dk",
        "karen@a-.dk",
        "karen@a_b.dk",
        "karen＠a.dk",
        "ka\u200bren@a.dk",
        "karen@straße.de",
        ".karen@a.dk",
        "ka..ren@a.dk",
        "x" * 65 + "@a.dk",
        "karen@" + "a" * 64 + ".dk",
        "karen@" + "abc." * 70 + "dk",
        "x" * 1_000_000 + "@a.dk",
        '"k k"@a.dk',
        "k@[127.0.0.1]",
        "karen@a.d\u202ek",
    ],
)
def test_what_no_letter_can_reach_is_refused(text: str) -> None:
    with pytest.raises(EmailRefused):
        clean_email(text)


@pytest.mark.parametrize(
    "text, number",
    [
        ("+45 12 34 56 78", "+4512345678"),
        ("12345678", "+4512345678"),
        (" 12 34\u00a056-78 ", "+4512345678"),
        ("0045 12345678", "+4512345678"),
        ("+298 123456", "+298123456"),
        ("+299 12 34 56", "+299123456"),
        ("+46 (8) 123 456 78", "+46812345678"),
    ],
)
def test_telephone_numbers(text: str, number: str) -> None:
    assert clean_phone(text) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "112",
        "1234567",
        "123456789",
        "+45 1234567",
        "+45 123456789",
        "+0 12345678",
        "ring til mig",
        "+",
        "+1234567890123456",
        "١٢٣٤٥٦٧٨",
        "12345678; ls",
        "+45 12345678\x00",
        "1" * 1_000_000,
    ],
)
def test_what_cannot_be_called_is_refused(text: str) -> None:
    with pytest.raises(PhoneRefused):
        clean_phone(text)
