"""Thirty more events for the whole country: theme days and hours on the net, spread over a year."""

from random import Random

from politiker.demo.plan import Plan, Point, in_days
from politiker.demo.venues import PLACES
from politiker.events.models import Kind, Topic

T = Topic
THEME_DAYS = (
    ("Socialt udsatte og boliger, der kan betales", T.SOCIAL), ("Fra kontanthjælp til job", T.EMPLOYMENT),
    ("Biblioteket som byens dagligstue", T.CULTURE), ("Grøn omstilling i kommunens egne bygninger", T.CLIMATE),
    ("Anbringelser og familier", T.CHILDREN), ("Byudvikling uden for de store byer", T.PLANNING),
    ("Rekruttering til ældreplejen", T.ELDERLY), ("Data om borgerne: hvad må vi vide?", T.DIGITAL),
    ("Idrætten og de frivillige", T.CULTURE), ("Anlægsprojekter, der holder budgettet", T.ECONOMY),
    ("Psykisk sårbare unge", T.SOCIAL), ("Drikkevand og landbrug", T.CLIMATE), ("Dagtilbud med nok voksne", T.CHILDREN),
    ("Erhvervslivet og den lokale arbejdskraft", T.EMPLOYMENT), ("Øer og yderområder", T.PLANNING),
    ("Forebyggelse, der kan måles", T.ELDERLY), ("Udligning for dem, der ikke er økonomer", T.ECONOMY),
    ("Borgersamling: når borgerne skriver forslaget", T.ROLE_OF_POLITICIAN),
)  # fmt: skip
HOURS = (
    ("Skattestigning, lån eller besparelse?", T.ECONOMY), ("Mødeledelse for formænd", T.ROLE_OF_POLITICIAN),
    ("Nye regler om naturen", T.CLIMATE), ("Sociale medier for folkevalgte", T.ROLE_OF_POLITICIAN),
    ("Plejehjem med selvstyre", T.ELDERLY), ("Specialundervisning: økonomi og etik", T.CHILDREN),
    ("Lokalplaner på en time", T.PLANNING), ("Indkøb og udbud", T.ECONOMY), ("Cybersikkerhed i rådet", T.DIGITAL),
    ("Frivilligcentre og kommunen", T.SOCIAL), ("Kulturpolitik i en sparetid", T.CULTURE),
    ("Arbejdspladser til mennesker med handicap", T.EMPLOYMENT),
)  # fmt: skip


def more(seed: int) -> tuple[Plan, ...]:
    """Eighteen theme days and twelve hours on the net."""
    chance = Random(seed)
    days = [_theme_day(number, title, topic, chance) for number, (title, topic) in enumerate(THEME_DAYS)]
    hours = [_hour(number, title, topic, chance) for number, (title, topic) in enumerate(HOURS)]
    return (*days, *hours)


def _theme_day(number: int, title: str, topic: Topic, chance: Random) -> Plan:
    return Plan(
        title=title, kind=Kind.SEMINAR, summary="En dag på tværs af kommuner, med en frokost og et regnestykke.",
        text="temamoede", day=in_days(-100 + 17 * number or 1), begins="9.30", ends="15.30", capacity=40,
        topics=(topic,), place=list(PLACES)[number % len(PLACES)], price="1.250 kr. ekskl. moms med frokost",
        binding_days_before=10, guests=5 + int(chance.random() * 36),
        programme=(
            Point("9.30", "Morgenkaffe"), Point("10", "En kommune fortæller"), Point("12.30", "Frokost"),
            Point("13.15", "Borddrøftelser: kan det lade sig gøre hos os?"),
        ),
    )  # fmt: skip


def _hour(number: int, title: str, topic: Topic, chance: Random) -> Plan:
    return Plan(
        title=title, kind=Kind.WEBINAR, summary="En time på nettet med tid til spørgsmål.", text="en-time",
        day=in_days(-60 + 21 * number or 1), begins="12", ends="13", capacity=200, topics=(topic,),
        guests=10 + int(chance.random() * 40), programme=(Point("12", "Oplæg"), Point("12.20", "Spørgsmål")),
    )  # fmt: skip
