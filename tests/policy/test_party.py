"""What a participant was elected for stands on no page, in no export and in no file of an event."""

import sqlalchemy as sa

from politiker.core.database import db
from politiker.people.models import Mandate, Party, Person
from politiker.registrations.participants.models import ParticipantNote
from tests.inspection import inspect
from tests.policy.canaries import LIST
from tests.policy.test_forgery import filled
from tests.policy.test_sweep import rules
from tests.policy.town import Town
from tests.reading import words_of

WHO = ("OR", "SE", "AD", "CO", "C2", "LA", "MO")
LETTER, NAME = "Å9", "Lisa Liste"  # the letter nobody else has, and somebody elected for that list
PAPERS = ("navneskilte", "bordkort", "fremmoedeliste", "skilt")
# Pages that show more when they are asked to.
MORE = (
    *(f"/arrangoer/{{over}}/print/{name}{end}" for name in PAPERS for end in ("", ".pdf")),
    "/arrangoer/{over}/print/navneskilte.pdf?ark=2x4", "/arrangoer/{full}/tilmeldinger?order=name",
    "/arrangoer/{full}/tilmeldinger?q=Lisa", "/arrangoer/{full}/tilmeldinger?q=%C3%859",
    "/arrangoer/{full}/tilmeldinger?q=Kanarielisten", "/arrangoer/{full}/svar?q=Lisa",
    "/arrangoer/{over}/tjek-ind/liste", "/arrangoer/{full}/tjek-ind/liste",
)  # fmt: skip
EVENTS = ("a full one", "over", "just over", "dates asked", "public")


class Reader:
    """Reads what everybody is shown, and remembers where the list of somebody was met, and where the name."""

    def __init__(self, town: Town) -> None:
        self.town, self.read, self.kinds = town, 0, set[str]()
        self.sightings: list[str] = []
        self.names: set[str] = set()

    def look(self, kind: str, path: str, **sent: object) -> None:
        """Open an address, or send it a form."""
        browser = self.town.browser(kind)
        with browser.post(path, data=sent) if sent else browser.get(path) as answer:
            if answer.status_code != 200:
                return
            self.read += 1
            self.kinds.add(answer.mimetype)
            # What one searches for comes back in the box one wrote it in.
            told = words_of(answer.get_data()).replace(answer.request.query_string.decode(), "")
        asked = "q=" in path
        for word in (LIST, LETTER):
            if word in told and not (asked and f'value="{word}"' in told and told.count(word) == 1):
                self.sightings.append(f"{kind} {path} tells {word}")
        if NAME in told:
            self.names.add(path)


def everything(town: Town) -> Reader:
    """Every address about an event, by everybody, and every file that can be asked for with a form."""
    reader = Reader(town)
    ids = {name: town.things[thing]["event_id"] for name, thing in (("over", "over"), ("full", "a full one"))}
    paths = {
        town.path(rule, thing)
        for rule in rules(town)
        if "GET" in (rule.methods or set()) and rule.rule.startswith(("/arrang", "/opgaver", "/kalender", "/datoer"))
        for thing in town.things_for(rule)
        if thing != "random"
    }
    paths |= {path.format(**ids) for path in MORE}
    for kind in WHO:
        for path in sorted(paths):
            reader.look(kind, path)
    for event in EVENTS:
        take_along(reader, f"/arrangoer/{town.things[event]['event_id']}/udtraek")
    return reader


def take_along(reader: Reader, path: str) -> None:
    """Take the list of an event along with all its columns, as either kind of file; where one may."""
    page = reader.town.browser("OR").get(path)
    if page.status_code == 200:
        form = next(f for f in inspect(page.get_data(as_text=True), path).forms() if "purpose" in filled(f))
        every = [tag.get("value") for tag in form.tag.iter("input") if tag.get("name") == "columns"]
        for kind_of_file in ("csv", "xlsx"):
            reader.look("OR", path, **filled(form) | {"columns": every, "format": kind_of_file})


def test_no_page_export_or_file_of_an_event_tells_of_a_list(town: Town) -> None:
    reader = everything(town)
    assert not reader.sightings, "\n".join(reader.sightings)
    assert reader.read > 300
    wanted = {"text/html", "application/pdf", "text/csv", "text/calendar", "application/json"}
    assert reader.kinds >= wanted and any("spreadsheet" in kind for kind in reader.kinds), reader.kinds
    over, full = town.things["over"]["event_id"], town.things["a full one"]["event_id"]
    met = {
        f"/arrangoer/{over}/print/navneskilte.pdf", f"/arrangoer/{over}/print/fremmoedeliste.pdf",
        f"/arrangoer/{over}/tjek-ind/liste", f"/arrangoer/{full}/tilmeldinger?order=name", f"/arrangoer/{full}/udtraek",
    }  # fmt: skip
    assert met <= reader.names, f"the one with the list is not on {met - reader.names}"
    print(f"party: {reader.read} answers looked at, {len(reader.names)} with the name, 0 with the list")


def test_party_control(town: Town) -> None:
    """The list of that person is there to be told; written where it does not belong it is met in page, file and PDF."""
    with town.house.app_context():
        query = sa.select(Party.name, Party.letter).join(Mandate).join(Person).where(Person.name == NAME)
        assert db.session.execute(query).one() == (LIST, LETTER)
        db.session.execute(sa.update(Person).where(Person.name == NAME).values(name=f"{NAME} {LETTER}"))
        db.session.execute(sa.update(ParticipantNote).values(text=LIST))
        db.session.commit()
    reader = Reader(town)
    over, full = town.things["over"]["event_id"], town.things["a full one"]["event_id"]
    looked_at = (f"/arrangoer/{over}/print/navneskilte.pdf", f"/arrangoer/{over}/tjek-ind/liste")
    for path in (*looked_at, f"/arrangoer/{full}/tilmeldinger"):
        reader.look("OR", path)
    take_along(reader, f"/arrangoer/{full}/udtraek")
    met = {sighting.split()[1] for sighting in reader.sightings}
    assert met >= {*looked_at, f"/arrangoer/{full}/tilmeldinger", f"/arrangoer/{full}/udtraek"}
    assert "spreadsheet" in " ".join(reader.kinds)
