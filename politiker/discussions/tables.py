"""Every table of this room in one place, for the migrations and the privacy register, which have to see them all."""

from politiker.discussions.by_mail import models as by_mail
from politiker.discussions.confidential import models as confidential
from politiker.discussions.moderation import models as moderation
from politiker.discussions.rooms import models as rooms
from politiker.discussions.threads import attachments
from politiker.discussions.threads import models as threads

TABLES = (rooms, threads, confidential, moderation, by_mail, attachments)
