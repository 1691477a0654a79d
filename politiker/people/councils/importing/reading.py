"""What stands in a file of councillors, whatever spreadsheet wrote it: CSV in two encodings, or XLSX."""

import csv
import importlib
import io
import itertools
import zipfile
from dataclasses import dataclass

from politiker.core.errors import RuleBroken

MOST_ROWS = 5_000
MOST_UNPACKED = 40 * 1024 * 1024  # octets: a spreadsheet of all councillors unpacks to less than one megabyte
LONGEST_CELL = 300

# What a column may be called. Capitals, spaces and hyphens make no difference.
COLUMNS = {
    "municipality": {"kommune", "kommunenavn", "kommunekode"},
    "name": {"navn", "fuldenavn"},
    "email": {"email", "mail", "mailadresse", "emailadresse"},
    "list": {"liste", "listebogstav", "parti", "bogstav"},
    "list_name": {"listenavn", "partinavn"},
    "duty": {"hverv", "rolle"},
    "committee": {"udvalg"},
    "newly_elected": {"nyvalgt"},
}
REQUIRED = ("municipality", "name", "email", "list")


class FileRefused(RuleBroken):
    """The file cannot be read as a list of councillors; `why` tells what is wrong, and perhaps which columns."""


@dataclass(frozen=True)
class Line:
    """One row of the file, with the number it has there, and its cells by the name of the column."""

    number: int
    cells: dict[str, str]


def read(content: bytes) -> list[Line]:
    """The rows of a file, CSV or XLSX, without those that are empty. Raises FileRefused."""
    rows = _from_workbook(content) if content.startswith(b"PK") else _from_text(content)
    if not rows:
        raise FileRefused(why="empty")
    names = _columns(rows[0])
    missing = [column for column in REQUIRED if column not in names]
    if missing:
        raise FileRefused(why="columns", columns=missing)
    if len(rows) - 1 > MOST_ROWS:
        raise FileRefused(why="too_long", most=MOST_ROWS)
    lines = [
        Line(number, {name: row[place].strip()[:LONGEST_CELL] for name, place in names.items() if place < len(row)})
        for number, row in enumerate(rows[1:], start=2)
        if any(cell.strip() for cell in row)
    ]
    if not lines:
        raise FileRefused(why="empty")
    return lines


def written(lines: list[Line]) -> str:
    """The same rows as plain CSV, each with its first number, so that a page can hold them until they are confirmed."""
    page = io.StringIO()
    writer = csv.writer(page, delimiter=";", lineterminator="\n")
    writer.writerow(["", *COLUMNS])
    writer.writerows([line.number, *(line.cells.get(column, "") for column in COLUMNS)] for line in lines)
    return page.getvalue()


def read_again(text: str) -> list[Line]:
    """What `written` wrote. Raises FileRefused."""
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))[1 : MOST_ROWS + 1]
        return [Line(int(row[0]), dict(zip(COLUMNS, row[1:], strict=True))) for row in rows]
    except (csv.Error, ValueError, IndexError) as error:
        raise FileRefused(why="unreadable") from error


def _from_text(content: bytes) -> list[list[str]]:
    """CSV in UTF-8, or else as Excel in Denmark writes it (cp1252); parted by whichever sign the first row has most."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\0" in text or "\ufffd" in text:
        raise FileRefused(why="unreadable")
    first = text.partition("\n")[0]
    mark = max(";,\t", key=first.count)
    try:
        return list(itertools.islice(csv.reader(io.StringIO(text), delimiter=mark), MOST_ROWS + 2))
    except csv.Error as error:
        raise FileRefused(why="unreadable") from error


def _from_workbook(content: bytes) -> list[list[str]]:
    """The first sheet of an XLSX. A formula is read as the text of it, and refused later as any other odd name."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise FileRefused(why="too_long", most=MOST_ROWS)
        # 6 MB that no process need carry before somebody brings a workbook.
        load_workbook = importlib.import_module("openpyxl").load_workbook
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
        try:
            sheet = book.worksheets[0]
            found = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=40, values_only=True)
            return [["" if cell is None else str(cell) for cell in row] for row in found]
        finally:
            book.close()
    except FileRefused:
        raise
    except Exception as error:  # whatever is wrong inside a workbook, it is the file's fault and not ours
        raise FileRefused(why="unreadable") from error


def _columns(first: list[str]) -> dict[str, int]:
    """Which column stands where."""
    found: dict[str, int] = {}
    for place, title in enumerate(first):
        plain = "".join(sign for sign in title.casefold() if sign.isalpha())
        for name, titles in COLUMNS.items():
            if plain in titles:
                found.setdefault(name, place)
    return found
