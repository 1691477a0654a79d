"""Where the demonstration meets: real towns, made-up houses."""

import sqlalchemy as sa

from politiker.core.database import db
from politiker.demo.accounts import municipality_id
from politiker.events.actions import add_venue
from politiker.events.models import Venue
from politiker.policy import Actor

# key: name, address, postcode, town, municipality, what one finds there with a wheelchair or a hearing aid
PLACES = {
    "nyborg": (
        "Strandhotellet", "Strandvejen 2", "5800", "Nyborg", "Nyborg",
        "Niveaufri adgang fra parkeringen, elevator til alle etager, teleslynge i salen og fire værelser med plads til"
        " kørestol. Servicehunde er velkomne.",
    ),
    "grenaa": (
        "Kursusstedet ved Kattegat", "Havnevej 40", "8500", "Grenaa", "Norddjurs",
        "Alt i stueplan. Handicaptoilet ved receptionen og to værelser med plads til kørestol. Teleslynge i"
        " plenumsalen, ikke i grupperummene.",
    ),
    "middelfart": (
        "Mødehuset på havnen", "Havnegade 9", "5500", "Middelfart", "Middelfart",
        "Elevator, automatiske døre og teleslynge. Handicapparkering 20 meter fra indgangen.",
    ),
    "odense": (
        "Borgerhuset", "Vestergade 61", "5000", "Odense", "Odense",
        "Niveaufri adgang fra gården. Elevator, handicaptoilet på første sal og teleslynge.",
    ),
    "ringsted": (
        "Kongreshuset", "Torvet 3", "4100", "Ringsted", "Ringsted",
        "Rampe ved hovedindgangen, handicaptoilet i stuen og teleslynge i sal 1. 400 meter fra stationen.",
    ),
    "vejle": (
        "Fjordsalen", "Dæmningen 11", "7100", "Vejle", "Vejle",
        "Niveaufri adgang, elevator og teleslynge. Ledsager er gratis, og der er et stillerum.",
    ),
    "ringkoebing": (
        "Det gamle rådhus", "Ved Fjorden 1", "6950", "Ringkøbing", "Ringkøbing-Skjern",
        "Rampe fra gården. Der er ingen elevator til første sal, så mødet holdes i stuen. Ingen teleslynge.",
    ),
    "lemvig": (
        "Havnens Hus", "Havnen 4", "7620", "Lemvig", "Lemvig",
        "Niveaufri adgang og handicaptoilet. Turen på diget er på grus; der kører en minibus med lift.",
    ),
    "koebenhavn": (
        "Mødested Vesterbro", "Vesterbrogade 24", "1620", "København V", "København",
        "Elevator, handicaptoilet og teleslynge. 300 meter fra Hovedbanegården.",
    ),
    "aarhus": (
        "Åhuset", "Åboulevarden 30", "8000", "Aarhus C", "Aarhus",
        "Niveaufri adgang, elevator, teleslynge og tegnsprogstolk efter aftale to uger før.",
    ),
    "aalborg": (
        "Fjordbyens Konferencecenter", "Strandvejen 14", "9000", "Aalborg", "Aalborg",
        "Elevator, handicaptoilet på hver etage og teleslynge.",
    ),
    "roskilde": (
        "Ro's Sal", "Algade 20", "4000", "Roskilde", "Roskilde",
        "Rampe og døråbner ved indgangen. Teleslynge i salen.",
    ),
    "roenne": (
        "Havnesalen", "Munch Petersens Vej 5", "3700", "Rønne", "Bornholm",
        "Alt i ét plan med handicaptoilet. 600 meter fra færgen; der kører bus.",
    ),
    "viborg": (
        "Domkirkegården Møde", "Sct. Mogens Gade 8", "8800", "Viborg", "Viborg",
        "Brosten foran døren og rampe bagom. Elevator og teleslynge.",
    ),
}  # fmt: skip


def remember_all(by: Actor) -> dict[str, Venue]:
    """Every place by its key, made when it is not known."""
    return {key: _place(key, by) for key in PLACES}


def _place(key: str, by: Actor) -> Venue:
    name, address, postcode, town, municipality, accessibility = PLACES[key]
    known = db.session.scalars(sa.select(Venue).where(Venue.name == name, Venue.town == town)).one_or_none()
    return known or add_venue(name, address, postcode, town, municipality_id(municipality), accessibility, by=by)
