"""Danish on screen: days, hours, kroner, order and addresses, as a Dane writes them.

Times are UTC in the database and Europe/Copenhagen here. The names of days and months are our own, so that
no locale has to be installed on the machine.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from politiker.core.errors import RuleBroken

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
MONTHS = (
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
)
SLUG_LENGTH = 60  # characters
_ACCENTS = re.compile("[\u0300-\u0309\u030b-\u036f]")  # every combining accent but the ring of å
_FOREIGN = str.maketrans(
    {"ä": "æ", "ö": "ø", "ß": "ss", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "œ": "ø", "ı": "i", "ŋ": "n", "ĸ": "q"}
)
_AFTER_Z = str.maketrans({"æ": "{", "ø": "|", "å": "}"})  # the three characters after z in ASCII
_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


class NoSuchLocalTime(RuleBroken):
    """The clock jumps over this hour: it is 3 just after 2 on the last Sunday of March."""


class NaiveTime(ValueError):
    """A time without a time zone was handed in: a mistake in our code, never a citizen's."""


def local(utc: datetime) -> datetime:
    """The same moment on a Danish clock. Raises NaiveTime when the time has no zone."""
    if utc.tzinfo is None:
        raise NaiveTime(utc.isoformat())
    return utc.astimezone(COPENHAGEN)


def from_local(day: date, clock: time) -> datetime:
    """The moment in UTC when a Danish clock shows this on this day.

    Raises NoSuchLocalTime for the hour summer time skips in March. The hour that comes twice in October means
    the first of the two, as PEP 495 says of fold=0: who is called for 2.30 is better early than late.
    """
    shown = datetime.combine(day, clock.replace(tzinfo=None, fold=0))
    moment = shown.replace(tzinfo=COPENHAGEN).astimezone(UTC)
    if local(moment).replace(tzinfo=None, fold=0) != shown:
        raise NoSuchLocalTime(day=day, clock=clock)
    return moment


def day(date: date, today: date) -> str:
    """ "i dag", "i morgen", or "tirsdag 24. november", with the year when it is not this year."""
    if date == today:
        return "i dag"
    if date == today + timedelta(days=1):
        return "i morgen"
    return _day_and_month(date) if date.year == today.year else long_day(date)


def long_day(date: date) -> str:
    """ "tirsdag 24. november 2026": for letters and papers that are read much later."""
    return f"{_day_and_month(date)} {date.year}"


def clock(dt: datetime) -> str:
    """ "9" or "9.30" on a Danish clock, to be said after "kl.". Raises NaiveTime."""
    shown = local(dt)
    return f"{shown.hour}.{shown.minute:02}" if shown.minute else str(shown.hour)


def when(start: datetime, end: datetime, today: date) -> str:
    """ "tirsdag 24. november kl. 12–16", or from one day to another with a clock on both. Raises NaiveTime.

    What ends at midnight ends at 24 on the evening it began, not at 0 on a day nobody attends.
    """
    return _span(start, end, lambda date: day(date, today))


def long_when(start: datetime, end: datetime) -> str:
    """The same with the year on every day, never "i dag": for letters and calendars. Raises NaiveTime."""
    return _span(start, end, long_day)


def number(n: int) -> str:
    """ "2.432": a point between the thousands."""
    return f"{n:,}".replace(",", ".")


def kroner(øre: int) -> str:
    """An amount kept in øre, read in kroner: "6.750 kr.", and "6.750,50 kr." when øre remain."""
    whole, rest = divmod(abs(øre), 100)
    return f"{'-' if øre < 0 else ''}{number(whole)}{f',{rest:02}' if rest else ''} kr."


def plural(n: int, one: str, many: str) -> str:
    """The number with its word: "1 plads", "0 pladser", "2.432 pladser"."""
    return f"{number(n)} {one if n == 1 else many}"


def list_in_words(words: Sequence[str]) -> str:
    """ "a, b og c": no comma before "og"; nothing for an empty list."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} og {words[-1]}"


def without_accents(text: str) -> str:
    """Lower-case, with é as e and ö as ø, but æ, ø and å left alone: they are letters, not accents."""
    lower = unicodedata.normalize("NFC", text).lower().translate(_FOREIGN)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", lower)))


def sort_key(text: str) -> str:
    """What to compare for Danish alphabetical order: æ, ø, å last, aa as å, ü as y, capitals and é as plain.

    Plain text in which æ, ø, å are the three ASCII characters after z, so that a database column compared
    byte by byte (SQLite's BINARY, PostgreSQL's COLLATE "C") gives the same order as Python does.
    """
    plain = without_accents(unicodedata.normalize("NFC", text).lower().replace("ü", "y"))
    words = re.sub(r"[\W_]+", " ", plain.replace("aa", "å")).strip()
    return words.translate(_AFTER_Z)


def slug(text: str) -> str:
    """The piece of an address one can read: "Budget på Ærø" is "budget-paa-aeroe".

    At most 60 characters, cut between words where one can; "x" when no Latin letter or digit is left.
    """
    ascii_words = re.findall("[a-z0-9]+", without_accents(text).translate(_ASCII))
    whole = "-".join(ascii_words)
    if len(whole) > SLUG_LENGTH:
        whole = whole[: SLUG_LENGTH + 1].rpartition("-")[0] or whole[:SLUG_LENGTH]
    return whole or "x"


def _day_and_month(date: date) -> str:
    return f"{WEEKDAYS[date.weekday()]} {date.day}. {MONTHS[date.month - 1]}"


def _span(start: datetime, end: datetime, name: Callable[[date], str]) -> str:
    first, last = local(start).date(), local(end).date()
    ends_at = clock(end)
    if ends_at == "0" and last > first:
        last, ends_at = last - timedelta(days=1), "24"
    begins = f"{name(first)} kl. {clock(start)}"
    if last != first:
        return f"{begins} – {name(last)} kl. {ends_at}"
    return begins if start == end else f"{begins}–{ends_at}"
