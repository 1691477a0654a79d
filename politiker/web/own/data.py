"""What there is about oneself, and all of it as a file to take along."""

import json

from flask import g, make_response, render_template
from werkzeug.wrappers import Response

from politiker.core import danish
from politiker.core.database import db, writing
from politiker.core.words import gettext as _
from politiker.people.models import Person
from politiker.policy import Permission, require
from politiker.privacy import confided, dossier
from politiker.web.access import Access, open_to
from politiker.web.own.door import blueprint

KINDS = (
    (_("Your account"), {"person", "mail_choice", "digest_choice", "name_word", "external_identity", "email_change"}),
    (_("Your mandate and roles"), {
        "mandate", "mandate_duty", "mandate_report", "substitution", "application", "role_grant",
    }),
    (_("How you log in (data)"), {"sign_in", "known_device", "factor", "recovery_code", "token"}),
    (_("Your registrations and needs"), {"registration", "needs", "task"}),
    (_("Letters to you"), {"outgoing_mail"}),
    (_("Events you prepare"), {"event", "event_grant"}),
    (_("What you have done here"), {"audit_entry"}),
)  # fmt: skip
REST = _("Other traces")


@blueprint.get("/min-side/data")
@open_to(Access.SIGNED_IN, sensitive=True)
def data() -> str:
    """How much there is of each kind."""
    person = _oneself()
    counted = dossier.counts(person.id)
    rows = []
    for name, tables in KINDS:
        if n := sum(counted.pop(table, 0) for table in tables):
            rows.append((name, danish.number(n)))
    if rest := sum(counted.values()):
        rows.append((REST, danish.number(rest)))
    return render_template("own/data.html", rows=rows)


@blueprint.get("/min-side/data.json")
@open_to(Access.SIGNED_IN, sensitive=True)
def export() -> Response:
    """All of it, in a form another system can read. Nothing is held while it is put together."""
    person = _oneself()
    whole = dossier.dossier(person.id, now=g.now) | {"fortrolige_rum": confided.own_words(person, by=g.actor)}
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    with writing():
        dossier.remember_export(_oneself(), by=g.actor, now=g.now)
        db.session.commit()
    answer = make_response(text)
    answer.headers["Content-Type"] = "application/json; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="mine-data-{danish.local(g.now):%Y-%m-%d}.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _oneself() -> Person:
    person = db.session.get_one(Person, g.actor.person_id)
    require(g.actor, Permission.EXPORT_OWN_DATA, person)
    return person
