"""What guests take home is sent back to them, and only to them."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from politiker.core.database import db
from politiker.core.errors import Forbidden
from politiker.evaluations import queries, takeaways
from politiker.evaluations.errors import EventIsNotOver, NothingTakenHome, WasNotThere
from politiker.evaluations.models import Takeaway, Used
from politiker.mail.outbox import OutgoingMail
from tests import people
from tests.afterwards import Afterwards

pytestmark = pytest.mark.usefixtures("room")
END = timedelta(days=31)


def sent() -> list[str]:
    query = sa.select(OutgoingMail.intent).where(OutgoingMail.letter == "takeaway_back").order_by(OutgoingMail.id)
    return list(db.session.scalars(query))


def write(after: Afterwards, number: int, text: str = "Ring til naboen", at: datetime | None = None) -> None:
    moment = at or after.over
    takeaways.take_home(after.seats[number], text, by=people.actor(after.people[number], moment), now=moment)


def test_it_comes_back_after_thirty_days_and_after_a_year_once_each(now: datetime) -> None:
    after = Afterwards(now, 2)
    write(after, 0)
    write(after, 0, "Ring til borgmesteren")
    seat = after.seats[0].id
    assert takeaways.send_back(now=now + END + timedelta(days=30) - timedelta(seconds=1)) == 0
    for _time in range(2):
        takeaways.send_back(now=now + END + timedelta(days=30))
    assert sent() == [f"takeaway_back:1:{seat}"]
    for _time in range(2):
        takeaways.send_back(now=now + END + timedelta(days=365))
    assert sent() == [f"takeaway_back:1:{seat}", f"takeaway_back:2:{seat}"]
    assert queries.takeaway_of(after.seats[0]).text == "Ring til borgmesteren"


def test_a_worker_that_slept_for_a_year_writes_once(now: datetime) -> None:
    after = Afterwards(now, 1)
    write(after, 0)
    assert takeaways.send_back(now=now + END + timedelta(days=365)) == 1
    assert takeaways.send_back(now=now + END + timedelta(days=366)) == 0


def test_it_is_written_when_the_event_is_over_by_those_who_were_there(now: datetime) -> None:
    after = Afterwards(now, 2)
    with pytest.raises(EventIsNotOver):
        write(after, 0, at=now)
    after.seats[0].arrived_at = after.event.starts_at
    write(after, 0)
    with pytest.raises(WasNotThere):
        write(after, 1)
    for stranger in (after.people[1], after.ole):
        with pytest.raises(Forbidden):
            takeaways.take_home(after.seats[0], "Andet", by=people.actor(stranger, after.over), now=after.over)


def test_whether_it_was_used_is_told_for_the_time_it_was_asked(now: datetime) -> None:
    after = Afterwards(now, 1)
    write(after, 0)
    by = people.actor(after.people[0], after.over)
    takeaways.send_back(now=now + END + timedelta(days=30))
    takeaways.say_used(after.seats[0], Used.PARTLY, by=by)
    takeaways.send_back(now=now + END + timedelta(days=365))
    takeaways.say_used(after.seats[0], Used.YES, by=by)
    mine = queries.takeaway_of(after.seats[0])
    assert (mine.used_after_month, mine.used_after_year) == (Used.PARTLY, Used.YES)
    takeaways.let_go_of(after.seats[0], by=by)
    db.session.expire_all()
    with pytest.raises(NothingTakenHome):
        takeaways.say_used(after.seats[0], Used.NO, by=by)


def test_the_organiser_sees_numbers_from_five(now: datetime) -> None:
    after = Afterwards(now, 11)
    for number in range(4):
        write(after, number)
    assert queries.taken_home(after.event.id) == (None, {})
    for number in range(4, 11):
        write(after, number)
    takeaways.send_back(now=now + END + timedelta(days=30))
    for number in range(11):
        used = Used.YES if number < 6 else Used.NO
        takeaways.say_used(after.seats[number], used, by=people.actor(after.people[number], after.over))
    assert queries.taken_home(after.event.id) == (11, {Used.YES: 6, Used.NO: 5})
    takeaways.say_used(after.seats[10], Used.YES, by=people.actor(after.people[10], after.over))
    assert queries.taken_home(after.event.id) == (11, {}), "four said no"


def test_it_is_forgotten_after_fourteen_months(now: datetime) -> None:
    after = Afterwards(now, 1)
    write(after, 0)
    assert takeaways.forget_takeaways(now=now + END + timedelta(days=425)) == 0
    assert takeaways.forget_takeaways(now=now + END + timedelta(days=426)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Takeaway)) == 0
