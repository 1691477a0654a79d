"""The pages of the rooms, each as somebody who may open it, in the state in which there is something to see."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from politiker.core import clock
from politiker.core.database import db
from politiker.demo.accounts import account, actor
from politiker.discussions.confidential.models import SealedThread
from politiker.discussions.moderation import reporting
from politiker.discussions.moderation.keeping import post_as_met
from politiker.discussions.moderation.models import Reason, Report
from politiker.discussions.rooms import invitations
from politiker.discussions.rooms.models import Room, RoomKind, RoomMember
from politiker.discussions.rooms.standing import belongs
from politiker.discussions.threads import drafts
from politiker.discussions.threads.models import Draft, Post, Thread
from tests import talks
from tests.browser.guest import Guest
from tests.browser.served import Served
from tests.browser.test_member_pages import press
from tests.browser.test_sweep import faults_of

pytestmark = pytest.mark.browser
PAGES = {
    "amina": [
        "/", "/samtaler", "/samtaler/politikerrollen", "/samtaler/politikerrollen?vis=ubesvarede",
        "/samtaler/politikerrollen/om", "/samtaler/politikerrollen/ny", "/samtaler/politikerrollen/ny?kind=experience",
        "/samtaler/nyt-rum", "/samtaler/nyt-fortroligt-rum", "/samtaler/{asked}/invitation", "/samtaler/{event}",
        "{thread}", "{thread}/svar", "/samtaler/politikerrollen/{thread_id}/laering",
        "/samtaler/politikerrollen/{learned}/laering/versioner", "/indlaeg/{mine}/ret", "/indlaeg/{mine}/slet",
        "/indlaeg/{mine}/historik", "/indlaeg/{other}/tak", "/rapporter/{other}", "/kladder", "/soeg", "/soeg?q=budget",
        "/soeg?q=bugdet", "/soeg?q=qqqqq", "/kolleger/{mads}", "/kolleger/{mads}/bloker", "/min-side/blokerede",
        "/min-side/breve",
    ],
    "mads": [
        "/moderation", "/samtaler/{asked}", "/samtaler/{asked}/om", "/samtaler/{sealed}", "/samtaler/{sealed}/om",
        "/samtaler/{sealed}/regler", "/samtaler/{sealed}/ny-samtale", "/samtaler/{sealed}/find", "{said}",
        "{said}/svar", "{said}/laering", "{said}/del", "{said}/1/rapporter", "{said}/2/ret", "{said}/2/slet",
        "{said}/2/historik",
    ],
    "mona": [
        "/moderation", "/moderation/samtale/{thread_id}", "/moderation/indlaeg/{other}", "/moderation/rapport/{report}",
        "{thread}",
    ],
    "adam": ["/administration/rum"],
    "ole": ["/samtaler", "/arrangoer/{event_id}/materialer"],
}  # fmt: skip
WITH_ERRORS = [
    ("amina", "/samtaler/politikerrollen/ny", "Start samtalen"),
    ("amina", "/samtaler/politikerrollen/ny?kind=experience", "Start samtalen"),
    ("amina", "{thread}/svar", "Svar"),
    ("amina", "/samtaler/nyt-rum", "Opret netværket"),
    ("amina", "/samtaler/nyt-fortroligt-rum", "Opret rummet"),
    ("amina", "/rapporter/{other}", "Rapportér indlægget"),
    ("mads", "/samtaler/{asked}/om", "Inviter"),
    ("mads", "/samtaler/{sealed}/ny-samtale", "Start samtalen"),
    ("mads", "{said}/svar", "Svar"),
    ("mads", "{said}/del", "Spørg dem, der er citeret"),
    ("mads", "{said}/1/rapporter", "Rapportér indlægget"),
    ("mads", "/samtaler/{sealed}/find", "Søg"),
    ("mona", "/moderation/samtale/{thread_id}", "Gør det"),
    ("mona", "/moderation/indlaeg/{other}", "Skjul indlægget"),
    ("adam", "/administration/rum", "Spørg en anden administrator"),
    ("ole", "/arrangoer/{event_id}/materialer", "Læg op"),
]


@pytest.fixture(scope="module")
def rooms(served_house: Served) -> Iterator[dict[str, object]]:
    """Where the demonstration's rooms are. Amina is asked into Mads's network and has a draft; a post is reported."""
    with served_house.app.app_context():
        now = clock.now()
        amina, mads = account("amina"), account("mads")
        network, sealed = (
            db.session.scalars(
                sa.select(Room)
                .where(Room.kind == RoomKind.NETWORK, Room.is_confidential.is_(is_sealed))
                .order_by(Room.id)
            ).first()
            for is_sealed in (False, True)
        )
        assert network is not None and sealed is not None
        in_event = sa.select(Room).where(Room.kind == RoomKind.EVENT, belongs(amina.id, now)).order_by(Room.id)
        event = db.session.scalars(in_event).first()
        said = db.session.scalars(sa.select(SealedThread).order_by(SealedThread.number)).first()
        open_room = db.session.scalars(sa.select(Room).where(Room.address == "politikerrollen")).one()
        thread = db.session.scalars(sa.select(Thread).where(Thread.title.startswith("Møder kl."))).one()
        has_learned = sa.select(Thread.id).where(Thread.learning_html != "", Thread.room_id == open_room.id)
        learned = db.session.scalars(has_learned).first()
        mine, other = (
            db.session.scalars(sa.select(Post.id).where(Post.thread_id == thread.id, is_mine).order_by(Post.id)).first()
            for is_mine in (Post.author_id == amina.id, Post.author_id != amina.id)
        )
        assert event is not None and said is not None and mine is not None and other is not None
        by = actor(mads.id, now)
        invitations.invite_address(talks.met(network, mads, now), amina.email, by=by, now=now)
        met = talks.met(open_room, amina, now)
        drafts.save(drafts.in_room(open_room.id), {"title": "Halvt"}, room=met, by=actor(amina.id, now), now=now)
        karen = actor(account("karen").id, now)
        one = post_as_met(other, by=karen, now=now)
        assert one is not None
        report = reporting.report(one, Reason.ATTACK, "Se lige her.", by=karen, now=now)
        values: dict[str, object] = {
            "asked": network.address, "sealed": sealed.address, "event": event.address, "event_id": event.event_id,
            "said": f"/samtaler/{sealed.address}/{said.uid}", "thread_id": thread.id, "mine": mine, "other": other,
            "thread": f"/samtaler/politikerrollen/{thread.id}-moeder-kl-16-19-og-to-boern-i-boernehave",
            "mads": mads.uid, "report": report.id, "learned": learned,
        }  # fmt: skip
        report_id, network_id, amina_id = report.id, network.id, amina.id
        db.session.commit()
    yield values
    with served_house.app.app_context():
        db.session.execute(sa.delete(Report).where(Report.id == report_id))
        db.session.execute(sa.delete(Draft))
        mine_there = sa.and_(RoomMember.room_id == network_id, RoomMember.person_id == amina_id)
        db.session.execute(sa.delete(RoomMember).where(mine_there))
        db.session.commit()


@pytest.mark.parametrize("who", PAGES)
def test_pages_of_the_rooms_are_accessible_and_quiet(guest: Guest, rooms: dict[str, object], who: str) -> None:
    guest.sign_in(who)
    faults = []
    for path in (pattern.format(**rooms) for pattern in PAGES[who]):
        answer = guest.page.goto(path, wait_until="load")
        assert answer is not None and answer.status == 200, f"{path}: {answer and answer.status}"
        assert guest.page.url.split("?")[0].endswith(path.split("?")[0]), f"{path} led to {guest.page.url}"
        faults += faults_of(guest, path)
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize(("who", "pattern", "button"), WITH_ERRORS)
def test_pages_of_the_rooms_with_errors_are_accessible(
    guest: Guest, rooms: dict[str, object], who: str, pattern: str, button: str
) -> None:
    """Sent back empty: what is wrong is said first, and each error is tied to its field."""
    guest.expected = {422}
    page = guest.sign_in(who).open(pattern.format(**rooms))
    press(page, button)
    wrong = page.locator("main [aria-invalid=true], main fieldset:has(.form-error-message)")
    assert wrong.count() >= 1, page.url
    assert faults_of(guest, f"{pattern} with errors") == []
