"""What one asks for with words finds nothing of rooms one is not in; and no room tells what anybody was elected for.

Without words every address is looked through in `test_sweep`.
"""

import sqlalchemy as sa

from politiker.core.database import db
from politiker.people.models import Person
from tests.policy.canaries import INSIDE, LIST, Watch, number, room_title, thread_title
from tests.policy.town import KINDS, Town

START = "kanari"  # with which every word begins: whoever finds one has not been told it by what they typed
ASKED = (
    "/soeg?q={q}", "/soeg?q={q}&vis=samtaler", "/soeg?q={q}&rum={room}", "/soeg?q=lisa", "/soeg?q=lisa+liste",
    "/arrangementer?text={q}", "/kolleger?name=lisa", "/kolleger?name={q}", "/samtaler/{room}?vis=ubesvarede",
    "/samtaler/{room}/navne?q={q}", "/samtaler/{room}/navne?q=lisa", "/samtaler/{room}/find?words={q}",
    "/samtaler?q={q}", "/moderation?q={q}", "/min-side/data.json", "/min-side/data", "/",
)  # fmt: skip


def found(town: Town, watch: Watch) -> tuple[list[str], dict[str, str]]:
    """Everybody asks everything, in every closed room. What was told that may not be, and all that each was told."""
    faults, told = [], {}
    for kind in KINDS:
        browser, heard = town.browser(kind), []
        for address in ASKED:
            for name in INSIDE if "{room}" in address else ("network",):
                path = address.format(q=START, room=town.things[name]["room"])
                with browser.get(path) as answer:
                    faults += watch.faults(kind, answer, town.things[name]["room"])
                    assert answer.status_code in {200, 303, 400, 403, 404}, (kind, path, answer.status)
                    heard.append(answer.get_data(as_text=True).lower())
        told[kind] = "\n".join(heard)
    return faults, told


def test_asking_with_words_tells_of_no_room_one_is_not_in(town: Town) -> None:
    watch = town.watch()
    faults, told = found(town, watch)
    assert faults == []
    assert watch.looked_at > 500
    open_thread = thread_title("open").lower()
    assert {kind for kind in KINDS if open_thread in told[kind]} >= {"CO", "C2", "MO"}
    assert not [kind for kind in ("AN", "PE", "LA", "SE", "S2", "OR", "O2", "AD", "WK") if open_thread in told[kind]]
    for word, kind in ((thread_title("C2's own"), "C2"), (thread_title("network"), "CO"), (room_title("sealed"), "CO")):
        assert watch.met[word.lower(), kind], f"{kind} finds {word} nowhere, who may"
    print(f"canaries: {watch.looked_at} answers")


def test_canary_control(town: Town) -> None:
    """A word of a room, read to somebody who is not in it, is seen. So is a list, on the profile that shows it."""
    watch = town.watch()
    with town.browser("C2").get("/samtaler/" + town.things["C2's own"]["room"]) as answer:
        assert watch.faults("C2", answer) == []
        assert any(number("C2's own") in fault for fault in watch.faults("CO", answer))
    with town.house.app_context():
        lisa = db.session.execute(sa.select(Person.uid).where(Person.name == "Lisa Liste")).scalar_one()
    with town.browser("CO").get(f"/kolleger/{lisa}") as profile:
        assert LIST in profile.get_data(as_text=True)
        assert watch.faults("CO", profile) == [f"CO GET /kolleger/{lisa} tells {LIST.lower()}"]
