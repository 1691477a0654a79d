"""What people are called and how one reaches them: names, e-mail addresses, telephone numbers.

A name is refused only for what is invisible or pretends to be something else, never for being foreign.
"""

import re
import unicodedata
from dataclasses import dataclass

from politiker.core.danish import without_accents
from politiker.core.errors import RuleBroken

LONGEST_NAME = 120  # characters
LONGEST_EMAIL = 254  # octets, RFC 5321 § 4.5.3.1.3 less the two angle brackets
LONGEST_LOCAL_PART = 64  # octets, RFC 5321 § 4.5.3.1.1
# Alphabets with letters that look the same: a Cyrillic "а" in a Latin name makes another person of it.
LOOKALIKE_SCRIPTS = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC", "LISU"})

_INVISIBLE = frozenset("\u2028\u2029\u115f\u1160\u3164\uffa0")  # line separators, Hangul fillers
_HONEST = frozenset("ªº\u0e33\u0eb3")  # Spanish Mª, Thai and Lao "am": changed by NFKC, but no disguise
# Letters of other alphabets and the Latin ones they look like, told apart by case: Н looks like H, н does not.
_PAIRS = (
    "А=A В=B Е=E Ё=E З=3 І=I Ї=I Ј=J К=K М=M Н=H О=O Р=P Ѕ=S С=C Т=T У=Y Ү=Y Х=X Ԍ=G Ԛ=Q Ԝ=W Ь=b "
    "а=a в=b е=e ё=e г=r і=i ї=i ј=j к=k м=m н=h о=o р=p ѕ=s с=c т=t у=y ү=y х=x һ=h ԁ=d ԛ=q ԝ=w ѵ=v п=n "
    "Α=A Β=B Ε=E Ζ=Z Η=H Ι=I Κ=K Μ=M Ν=N Ο=O Ρ=P Τ=T Υ=Y Χ=X "
    "α=a β=b ε=e η=n ι=i κ=k ν=v ο=o ρ=p τ=t υ=u χ=x γ=y ω=w "
    "ɑ=a ɡ=g ı=i ӏ=l Ӏ=l 0=o 1=l |=l"
)
_LOOKS_LIKE = str.maketrans(dict(pair.split("=") for pair in _PAIRS.split()))
_DOMAIN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}\Z")
_NOT_IN_ADDRESS = frozenset('<>()[],;:\\"')
_MEANS_ANOTHER_DOMAIN = frozenset("ßẞς")


class NameRefused(RuleBroken):
    """This cannot stand as a person's name."""


class NameIsEmpty(NameRefused):
    """There is no letter in the name."""


class NameIsTooLong(NameRefused):
    """The name is longer than 120 characters."""


class NameHasHiddenCharacters(NameRefused):
    """The name holds characters one cannot see, such as a line break or one that turns the writing round."""


class NameHasDisguisedLetters(NameRefused):
    """The name holds letters in disguise, such as the full-width "Ｋ"."""


class NameMixesAlphabets(NameRefused):
    """The name mixes alphabets that look alike, such as Latin and Cyrillic."""


class EmailRefused(RuleBroken):
    """This is not an e-mail address a letter can be sent to."""


class PhoneRefused(RuleBroken):
    """This is not a telephone number one can call."""


@dataclass(frozen=True, slots=True)
class Email:
    """An address in three forms: `shown` to people, `key` to recognise it by, `address` to send to.

    Send to the `address` that is kept for the person whose `key` matched, never to what was just typed: two
    spellings may share a key (ß and ss before the @), and only one of them is the person's own.
    """

    shown: str
    key: str
    address: str

    @property
    def needs_smtputf8(self) -> bool:
        """The part before the @ is not ASCII: the receiving server must offer SMTPUTF8 (RFC 6531)."""
        return not self.address.isascii()


def clean_name(text: str) -> str:
    """A person's name, tidied: one form of each letter (NFC), single spaces, none at the ends.

    Raises NameRefused: NameIsTooLong, NameHasHiddenCharacters, NameHasDisguisedLetters, NameMixesAlphabets,
    NameIsEmpty. A line break is refused, not tidied away: no name has one, but a forged mail header does.
    """
    if len(text) > 10 * LONGEST_NAME:  # before any work on it
        raise NameIsTooLong(longest=LONGEST_NAME)
    name = re.sub(
        "  +",
        " ",
        "".join(
            " " if unicodedata.category(letter) == "Zs" else letter
            for letter in unicodedata.normalize("NFC", text.strip())
        ),
    ).strip()
    if len(name) > LONGEST_NAME:
        raise NameIsTooLong(longest=LONGEST_NAME)
    if any(unicodedata.category(letter)[0] == "C" or letter in _INVISIBLE for letter in name):
        raise NameHasHiddenCharacters()
    letters = [letter for letter in name if unicodedata.category(letter)[0] == "L"]
    if not letters:
        raise NameIsEmpty()
    if any(unicodedata.normalize("NFKC", letter) != letter for letter in letters if letter not in _HONEST):
        raise NameHasDisguisedLetters()
    if len({_script(letter) for letter in letters} & LOOKALIKE_SCRIPTS) > 1:
        raise NameMixesAlphabets()
    return name


def skeleton(name: str) -> str:
    """What a name looks like at a glance: the same for names that are easily taken for one another.

    Case, accents, signs and the alphabet make no difference; æ, ø and å are letters of their own and do.
    """
    struck = unicodedata.normalize("NFKC", name).translate(_LOOKS_LIKE)
    plain = without_accents(re.sub("([oO])[\u0337\u0338]", "ø", struck))
    return " ".join(re.findall(r"[^\W_]+", plain.casefold()))


def clean_email(text: str) -> Email:
    """An e-mail address, in the form it is shown, recognised and sent to. Raises EmailRefused.

    `Søren@ærø.dk` is good: the domain is sent as IDNA; the part before the @ needs SMTPUTF8. Case is kept in
    `shown` and `address` (some servers care) and ignored in `key` (no person does). A domain with ß or ς is
    refused: Python's IDNA 2003 would send it to another domain than the one IDNA 2008 means.
    """
    if len(text) > 4 * LONGEST_EMAIL:
        raise EmailRefused()
    shown = unicodedata.normalize("NFC", text.strip())
    if any(unicodedata.category(sign)[0] in "CZ" or sign in _NOT_IN_ADDRESS for sign in shown):
        raise EmailRefused()
    before, _, domain = shown.partition("@")
    if not before or "@" in domain or before[0] == "." or before[-1] == "." or ".." in before:
        raise EmailRefused()
    domain = _domain(domain)
    address = f"{before}@{domain}"
    if len(before.encode()) > LONGEST_LOCAL_PART or len(address.encode()) > LONGEST_EMAIL:
        raise EmailRefused()
    key = unicodedata.normalize("NFC", before.casefold())
    return Email(shown=shown, key=f"{key}@{domain}", address=address)


def clean_phone(text: str) -> str:
    """A telephone number as machines want it: "12 34 56 78" and "+45 12 34 56 78" are "+4512345678".

    Eight digits are Danish; every other country begins with + or 00 and has 7 to 15 digits (ITU-T E.164).
    Raises PhoneRefused.
    """
    digits = re.sub(r"[\s().\-/\u2010-\u2013]", "", text[:100])
    if re.fullmatch("[0-9]{8}", digits):
        return f"+45{digits}"
    international = re.sub("^00", "+", digits)
    if not re.fullmatch(r"\+(?:45[0-9]{8}|(?!45)[1-9][0-9]{6,14})", international):
        raise PhoneRefused()
    return international


def _domain(domain: str) -> str:
    if _MEANS_ANOTHER_DOMAIN & set(domain):
        raise EmailRefused()
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise EmailRefused() from error
    if not _DOMAIN.match(ascii_domain):
        raise EmailRefused()
    return ascii_domain


def _script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]
