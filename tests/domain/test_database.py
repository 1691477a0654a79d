"""What the database promises: nothing acknowledged is lost, readers never wait, the trail stays."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from politiker.audit import Entry
from politiker.core import idempotency, tokens
from politiker.core.database import UtcDateTime, db, read_only, read_write, writing
from politiker.core.idempotency import KeyUsedForSomethingElse
from politiker.core.tokens import KeyHasExpired, Purpose
from tests import people


def dialect() -> str:
    return db.engine.dialect.name


def test_every_connection_is_durable(room: Flask) -> None:
    """Every pooled connection, not only the first."""
    connections = [db.engines["reads"].connect() for _ in range(3)]
    try:
        for connection in connections:
            ask = lambda text, c=connection: c.exec_driver_sql(text).scalar_one()  # noqa: E731  # three words
            if dialect() == "sqlite":
                found = [ask(f"PRAGMA {name}") for name in ("synchronous", "journal_mode", "foreign_keys")]
                assert found == [2, "wal", 1]
            else:
                assert ask("SHOW transaction_isolation") == "read committed"
                assert ask("SHOW statement_timeout") == "8s"
    finally:
        for connection in connections:
            connection.close()


def test_who_only_reads_opens_no_transaction(room: Flask) -> None:
    begun: list[str] = []

    def note(_c: object, _cur: object, statement: str, *_rest: object) -> None:
        begun.append(statement.split()[0])

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        read_only()
        db.session.execute(sa.text("SELECT 1"))
        raw = db.session.connection().connection.dbapi_connection
        in_transaction = raw.in_transaction if dialect() == "sqlite" else raw.info.transaction_status.name != "IDLE"  # type: ignore[union-attr]
        assert not in_transaction
        read_write()
        db.session.execute(sa.text("SELECT 1"))
        raw = db.session.connection().connection.dbapi_connection
        in_transaction = raw.in_transaction if dialect() == "sqlite" else raw.info.transaction_status.name != "IDLE"  # type: ignore[union-attr]
        assert in_transaction, "a door that writes is in a transaction from its first statement"
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)


def test_a_look_can_be_noted_while_reading(room: Flask, now: datetime) -> None:
    read_only()
    with writing():
        people.person("Noteret Her")
        db.session.commit()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(people.Person)) == 1


def test_a_moment_without_a_zone_is_refused(room: Flask) -> None:
    with pytest.raises(sa.exc.StatementError):
        db.session.execute(sa.select(sa.literal(datetime(2026, 1, 1), UtcDateTime())))  # on purpose


def test_the_trail_is_only_added_to(room: Flask, now: datetime) -> None:
    people.ole()
    db.session.commit()
    for statement in (sa.update(Entry).values(subject_id=0), sa.delete(Entry)):
        with pytest.raises(sa.exc.DBAPIError):
            db.session.execute(statement)
        db.session.rollback()
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Entry)) == 1


def test_the_trail_forgets_after_a_year(room: Flask, now: datetime) -> None:
    people.ole()
    db.session.commit()
    first = db.session.scalars(sa.select(Entry.at)).one()
    db.session.add(
        Entry(at=first + timedelta(days=400), happening="invited", subject="person", subject_id=1, job="later")
    )
    db.session.commit()
    db.session.execute(sa.delete(Entry).where(Entry.at == first))
    with pytest.raises(sa.exc.DBAPIError):
        db.session.execute(sa.delete(Entry))
    db.session.rollback()


def test_a_key_opens_once_until_its_time_and_stands_nowhere(room: Flask, now: datetime) -> None:
    token = tokens.issue(Purpose.RESET, 7, now=now)
    db.session.commit()
    key = tokens.reveal(token.half, Purpose.RESET, "secret")
    found = tokens.find(key, secret="secret", now=now)
    assert found is not None and found.subject_id == 7
    assert key.split(".")[1] not in str(db.session.execute(sa.select(tokens.Token.__table__)).all())
    assert tokens.find(key, secret="another secret", now=now) is None
    assert tokens.find(f"{token.half}.{'0' * 32}", secret="secret", now=now) is None
    assert tokens.find("æøå\u2028.", secret="secret", now=now) is None
    with pytest.raises(KeyHasExpired):
        tokens.find(key, secret="secret", now=now + timedelta(minutes=30))
    tokens.use(found, now=now)
    with pytest.raises(KeyHasExpired):
        tokens.use(found, now=now)
    with pytest.raises(KeyHasExpired):
        tokens.find(key, secret="secret", now=now)


def test_only_the_newest_key_opens(room: Flask, now: datetime) -> None:
    first = tokens.issue(Purpose.INVITATION, 7, now=now)
    tokens.issue(Purpose.INVITATION, 7, now=now)
    tokens.issue(Purpose.INVITATION, 8, now=now)
    db.session.commit()
    with pytest.raises(KeyHasExpired):
        tokens.find(tokens.reveal(first.half, Purpose.INVITATION, "s"), secret="s", now=now)


def test_the_same_request_gets_the_same_answer(room: Flask, now: datetime) -> None:
    assert idempotency.answered_before(1, "k", b"body", now=now, then="/there") is None
    assert idempotency.answered_before(1, "k", b"body", now=now, then="/elsewhere") == "/there"
    assert idempotency.answered_before(2, "k", b"other", now=now, then="/mine") is None, "keys are each person's own"
    with pytest.raises(KeyUsedForSomethingElse):
        idempotency.answered_before(1, "k", b"another body", now=now)
    assert idempotency.forget_old(before=now + timedelta(days=2)) == 2


def test_moments_come_back_as_they_went(room: Flask) -> None:
    moment = datetime(2027, 10, 31, 0, 30, 1, 234567, tzinfo=UTC)
    people.person(now=moment)
    db.session.commit()
    db.session.expire_all()
    assert db.session.scalars(sa.select(people.Person.joined_at)).one() == moment
