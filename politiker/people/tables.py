"""Every table of this room in one place, for the migrations and the privacy register, which have to see them all."""

from politiker.people import limits, mail_choices, models
from politiker.people.councils import models as councils
from politiker.people.credentials import models as credentials
from politiker.people.directory import models as directory
from politiker.people.factors import models as factors
from politiker.people.federation import models as federation
from politiker.people.joining import models as joining
from politiker.people.sign_ins import models as sign_ins

TABLES = (councils, credentials, directory, factors, federation, joining, limits, mail_choices, models, sign_ins)
