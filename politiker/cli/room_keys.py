"""`house rotate-room-keys` seals the confidential rooms anew; and what `check` says of their keys."""

import click
from flask.cli import with_appcontext

from politiker.core import clock, sealing
from politiker.core.database import db
from politiker.core.sealing import KeyIsMissing, NoRoomKeys
from politiker.discussions.confidential import rotation


@click.command("rotate-room-keys")
@with_appcontext
def rotate() -> None:
    """Seal all that is under an old key anew with the newest one; it may be stopped and started again at any time.

    Afterwards the old keys can be taken out of POLITIKER_ROOM_KEYS.
    """
    done = 0
    try:
        while batch := rotation.reseal():
            db.session.commit()
            done += batch
    except NoRoomKeys:
        raise click.ClickException("there are no keys in POLITIKER_ROOM_KEYS") from None
    except KeyIsMissing as error:
        db.session.rollback()
        words = f"something is under the key {error.facts['key']!r}, which is not in POLITIKER_ROOM_KEYS; put it back"
        raise click.ClickException(words) from None
    if done:
        rotation.note(now=clock.now())
        db.session.commit()
    click.echo(f"{done} rows sealed anew with the key {sealing.newest_id()!r}; nothing is under an older one")


def looked_at() -> tuple[bool, str]:
    """Whether every confidential room can be read and nothing waits to be sealed anew, and the words for it."""
    here, under = [key.id for key in sealing.room_keys()], rotation.under_each_key()
    missing = sorted(set(under) - set(here))
    if missing:
        many = sum(under[id] for id in missing)
        return False, f"{many} texts are under keys that are not here: {', '.join(missing)}; those rooms answer 404"
    if not here:
        return True, "none in POLITIKER_ROOM_KEYS, so there are no confidential rooms"
    old = {id: many for id, many in under.items() if id != here[0]}
    if old:
        told = ", ".join(f"{many} under {id}" for id, many in sorted(old.items()))
        return True, f"newest {here[0]}; {told}: run `flask --app wsgi house rotate-room-keys`"
    return True, f"newest {here[0]}, {under.get(here[0], 0)} texts, none under an older key"
