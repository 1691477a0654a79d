"""What kind of browser somebody sits at, as they would say it themselves: family and system, no version."""

from politiker.core.words import gettext as _

# In this order: most browsers also claim to be the ones further down.
FAMILIES = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser/", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip


def kind_of_browser(user_agent: str) -> str:
    """ "Firefox on Android", as far as the browser tells; nothing when it does not."""
    family = next((name for sign, name in FAMILIES if sign in user_agent), "")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    if family and system:
        return _("%(family)s on %(system)s", family=family, system=system)
    return family or system
