"""Every table of this room in one place, for the migrations and the privacy register, which have to see them all."""

from politiker.discussions.rooms import models as rooms
from politiker.discussions.threads import models as threads

TABLES = (rooms, threads)
