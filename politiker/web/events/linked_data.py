"""What search engines are told of a public event: no join link, and no names but those of public speakers."""

import json
from typing import Any

from flask import current_app
from markupsafe import Markup

from config import Settings
from politiker.core import danish
from politiker.web.events.addresses import path_of

SCHEMA = "https://schema.org"


def page_address(event: Any) -> str:
    """The page of an event as somebody outside writes it, whatever host the request came to."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.base_url.rstrip("/") + path_of(event.id, event.title)


def linked_data(event: Any, speakers: list[str]) -> Markup:
    """The event as JSON-LD, safe to stand in a script element."""
    settings: Settings = current_app.config["SETTINGS"]
    url = page_address(event)
    data = {
        "@context": SCHEMA,
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "startDate": danish.local(event.starts_at).isoformat(),
        "endDate": danish.local(event.ends_at).isoformat(),
        "eventStatus": f"{SCHEMA}/Event{'Scheduled' if event.called_off_at is None else 'Cancelled'}",
        "eventAttendanceMode": f"{SCHEMA}/{'Offline' if event.venue else 'Online'}EventAttendanceMode",
        "location": _place(event) if event.venue else {"@type": "VirtualLocation", "url": url},
        "organizer": {"@type": "Organization", "name": settings.organiser_name, "url": settings.base_url},
        "performer": [{"@type": "Person", "name": name} for name in dict.fromkeys(speakers)],
        "url": url,
        "inLanguage": "da",
    }
    text = json.dumps(data, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704  # nothing in it can end the script element


def _place(event: Any) -> dict[str, Any]:
    address = {
        "@type": "PostalAddress",
        "streetAddress": event.address,
        "postalCode": event.postcode,
        "addressLocality": event.town,
        "addressCountry": "DK",
    }
    return {"@type": "Place", "name": event.venue, "address": address}
