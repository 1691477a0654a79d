"""What the phone at the door asks for and tells, also when it had no connection for a while."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import abort, current_app, g, jsonify, url_for
from werkzeug.wrappers import Response
from wtforms import HiddenField

from politiker.core import database
from politiker.core.database import db
from politiker.core.errors import RuleBroken
from politiker.policy import Permission
from politiker.registrations.arrivals import actions
from politiker.registrations.arrivals.actions import Act
from politiker.registrations.arrivals.queries import read_roll
from politiker.registrations.arrivals.tickets import ticket_mark
from politiker.web.access import Access, open_to
from politiker.web.arrivals.check_in import DOOR, said_no
from politiker.web.arrivals.door import blueprint
from politiker.web.forms import HouseForm
from politiker.web.organiser.door import event_for, let_go
from politiker.web.static_files import FOLDER

MOST_AT_ONCE = 200
KEPT_AFTER = timedelta(days=1)  # how long a phone keeps the list when the event is over
_MARK, _UID = re.compile(r"[0-9A-Za-z_-]{8,36}\Z"), re.compile(r"[0-9a-f]{8,32}\Z")
LAST_MOMENT = 4_102_444_800_000  # the year 2100, in milliseconds


class ToldForm(HouseForm):
    """What a phone noted, as JSON. Each press in it has a mark of its own, and no key is needed beside those."""

    acts = HiddenField()


@blueprint.get(f"{DOOR}/liste")
@open_to(Access.STAFF)
def roll(event_id: int) -> Response:
    """Everybody with a seat: name, municipality, the mark of the ticket, and since when they are in. Nothing else."""
    event = event_for(Permission.CHECK_IN, event_id)
    with database.writing():
        found = read_roll(event, by=g.actor, now=g.now)
        db.session.commit()
    return jsonify(
        now=_milliseconds(g.now),
        until=_milliseconds(event.ends_at + KEPT_AFTER),
        token=ToldForm(formdata=None).csrf_token.current_token,
        people=[
            {
                "uid": one.uid,
                "name": one.name,
                "place": one.municipality or "",
                "ticket": ticket_mark(one.ticket, event.id) if one.ticket else "",
                "at": _milliseconds(one.arrived_at),
                "mark": one.mark,
            }
            for one in found.people
        ],
    )


@blueprint.post(f"{DOOR}/ankomster")
@open_to(Access.STAFF)
def tell(event_id: int) -> tuple[Response, int] | Response:
    """Take in what a phone noted. The same told twice is taken in once, and answered alike."""
    event, form = event_for(Permission.CHECK_IN, event_id), ToldForm()
    if not form.validate():
        abort(400)
    acts = _acts(form.acts.data or "")
    try:
        told = actions.note_arrivals(event, acts, by=g.actor, now=g.now)
    except RuleBroken as rule:
        why = said_no(rule)
        let_go()
        return jsonify(why=why), 409
    answer = jsonify(
        told=[
            {"mark": one.mark, "uid": one.uid, "outcome": one.outcome.value, "at": _milliseconds(one.arrived_at)}
            for one in told
        ]
    )
    db.session.commit()
    return answer


def _acts(text: str) -> list[Act]:
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        abort(400)
    if not isinstance(told, list) or len(told) > MOST_AT_ONCE:
        abort(400)
    return [_act(one) for one in told]


def _act(one: Any) -> Act:
    if not isinstance(one, dict):
        abort(400)
    mark, uid, at, undoes = (one.get(name) for name in ("mark", "uid", "at", "undoes"))
    is_right = (
        isinstance(mark, str)
        and _MARK.match(mark)
        and isinstance(uid, str)
        and _UID.match(uid)
        and type(at) is int
        and 0 <= at <= LAST_MOMENT
        and (undoes is None or (isinstance(undoes, str) and _MARK.match(undoes)))
    )
    if not is_right:
        abort(400)
    assert isinstance(mark, str) and isinstance(uid, str) and isinstance(at, int)
    return Act(mark, uid, datetime.fromtimestamp(at / 1000, UTC), undoes)


def _milliseconds(moment: datetime | None) -> int | None:
    return None if moment is None else round(moment.timestamp() * 1000)


@blueprint.get(f"{DOOR}/uden-net.js")
@open_to(Access.STAFF)
def worker(event_id: int) -> Response:
    """The script that opens the page of this one event when there is no connection."""
    event_for(Permission.CHECK_IN, event_id)
    answer = current_app.response_class(
        (FOLDER / "js" / "arrivals-offline.js").read_bytes(), content_type="text/javascript; charset=utf-8"
    )
    answer.headers["Service-Worker-Allowed"] = url_for("arrivals.check_in", event_id=event_id)
    answer.headers["Cache-Control"] = "no-cache"
    return answer
