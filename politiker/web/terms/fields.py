"""An amount as an organiser types it."""

import re

from politiker.core import danish
from politiker.core.words import gettext as _
from politiker.web.organiser.fields import TypedField

MOST_KRONER = 1_000_000
_AMOUNT = re.compile(r"([0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]{1,7})(?:,([0-9]{1,2}|-))?(?: ?kr\.?)?\Z", re.IGNORECASE)


class KronerField(TypedField):
    """An amount in kroner, kept in øre: "6.750", "6750,50" and "6.750 kr." are understood; empty is None."""

    def read(self, text: str) -> int:
        found = _AMOUNT.match(text)
        whole = int(re.sub("[. ]", "", found[1])) if found else MOST_KRONER + 1
        if found is None or whole > MOST_KRONER:
            raise ValueError(
                _("Write an amount in kroner, for instance 6.750, at most %(most)s.", most=danish.number(MOST_KRONER))
            )
        rest = (found[2] or "").replace("-", "").ljust(2, "0") if found[2] else "00"
        return whole * 100 + int(rest)

    def shown(self, value: int) -> str:
        return danish.kroner(value).removesuffix(" kr.")
