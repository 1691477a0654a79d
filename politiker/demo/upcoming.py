"""The events to come: what one sees on the first screen of the demonstration."""

from politiker.demo.plan import Plan, Point, in_days, next_november
from politiker.events.models import Audience, ForRole, Kind, Topic

T, R = Topic, ForRole
KATTEGAT_PROGRAMME = (
    Point("11", "Ankomst og kaffe"),
    Point("12", "Velkommen: Hvem er vi, og hvad er vi valgt til?", "Ole Krog, kursusleder"),
    Point("14", "Rollen som politiker: hverv, familie og arbejde", "Kirsten Holt, tidligere borgmester"),
    Point("19", "Middag og aftensamtale ved stranden"),
    Point("9", "Kommunens økonomi fra budget til regnskab", "Jens Munk, økonomidirektør", day=1),
    Point("13", "Spil: En kommune skal spare", day=1),
    Point("16.30", "Gåtur og tid til hinanden", day=1),
    Point("9", "Samarbejde med forvaltningen", "Lise Bang, kommunaldirektør", day=2),
    Point("11", "Min plan for det første år", day=2),
    Point("13", "Frokost og farvel", day=2),
)
KATTEGAT = (
    "Tre dage sammen med nyvalgte fra hele landet. Du går hjem med overblik, et netværk og en plan for dit første år."
)
FULL_BOARD = "9.800 kr. ekskl. moms med måltider og to overnatninger"


def kattegat(number: int, days: int, *, guests: int, **more: object) -> Plan:
    """One course of three days for the newly elected."""
    given: dict[str, object] = {
        "kind": Kind.COURSE, "summary": KATTEGAT, "text": "kattegat", "begins": "11", "ends": "14", "nights": 2,
        "capacity": 25, "topics": (T.ROLE_OF_POLITICIAN,), "place": "grenaa", "roles": (R.NEWLY_ELECTED,),
        "price": FULL_BOARD, "binding_days_before": 35, "programme": KATTEGAT_PROGRAMME,
    }  # fmt: skip
    given |= {"title": f"Kattegat for nyvalgte, hold {number}", "day": in_days(days), "guests": guests} | more
    return Plan(**given)  # type: ignore[arg-type]  # the names are those of Plan


UPCOMING = (
    Plan(
        title="Landsbyer med liv: et fyraftensmøde",
        kind=Kind.MEETING,
        summary="Fire kommuner fortæller, hvad der skete, da landsbyerne selv fik pengene. Suppe og samtale bagefter.",
        text="landsbyer", day=in_days(1), begins="17", ends="20", capacity=40, topics=(T.PLANNING, T.CULTURE),
        place="ringkoebing", guests=23,
        programme=(
            Point("17", "Suppe og navneskilte"),
            Point("17.30", "Da landsbyen fik budgettet", "Grethe Lund, formand for et landdistriktsråd"),
            Point("18.30", "Samtale ved bordene"),
            Point("19.40", "Hvad tager vi med hjem?"),
        ),
    ),
    Plan(
        title="Kunstig intelligens i sagsbehandlingen",
        kind=Kind.WEBINAR,
        summary="En time på nettet om de spørgsmål, et udvalg bør stille, før kommunen køber.",
        text="kunstig-intelligens", day=in_days(6), begins="19", ends="20", capacity=200,
        topics=(T.DIGITAL, T.SOCIAL), guests=41,
        programme=(
            Point("19", "Hvad kan den, og hvad må den?", "Mia Rask, jurist"),
            Point("19.25", "Erfaringer fra et jobcenter", "Torben Hjort, jobcenterchef"),
            Point("19.45", "Spørgsmål fra jer"),
        ),
    ),
    Plan(
        title="Klimatilpasning på tværs af kommunegrænser",
        kind=Kind.SEMINAR,
        summary="Vandet kender ingen kommunegrænser. En dag om åer, kyster og regninger, der skal deles.",
        text="klimatilpasning", day=in_days(12), begins="9.30", ends="15.30", capacity=20,
        topics=(T.CLIMATE, T.PLANNING), place="middelfart", price="1.250 kr. ekskl. moms med frokost",
        binding_days_before=5, guests=18, first=("karen",),
        programme=(
            Point("9.30", "Morgenkaffe"),
            Point("10", "Hele vandløbet på én gang", "Anne Skov, hydrolog"),
            Point("11.15", "Hvem betaler for diget?", "Poul Enevoldsen, teknisk direktør\nHanne Riis, jurist"),
            Point("12.30", "Frokost"),
            Point("13.15", "Tur på havnen: sådan ser det ud"),
            Point("14.15", "Borddrøftelser: én aftale med naboen"),
        ),
    ),
    Plan(
        title="Når tonen bliver hård: chikane og trusler",
        kind=Kind.MEETING,
        summary="Et lukket møde for medlemmer. Hvad gør du selv, hvad gør rådet, og hvornår ringer I til politiet?",
        text="chikane", day=in_days(16), begins="12", ends="16", capacity=30, topics=(T.ROLE_OF_POLITICIAN,),
        place="odense", audience=Audience.MEMBERS, guests=14, first=("amina",),
        programme=(
            Point("12", "Frokost"),
            Point("12.45", "Hvad undersøgelserne viser", "Sanne Brink, forsker"),
            Point("13.45", "Samtaler i små grupper"),
            Point("15.15", "En beredskabsplan for rådet"),
        ),
    ),
    Plan(
        title="Udvalgsformandens værktøjskasse",
        kind=Kind.COURSE,
        summary="Dagsordenen, mødet og de svære sager. Et kursus for dig, der leder et udvalg.",
        text="vaerktoejskasse", day=in_days(20), begins="10", ends="16", capacity=16, topics=(T.ROLE_OF_POLITICIAN,),
        place="vejle", roles=(R.COMMITTEE_CHAIR,), price="2.400 kr. ekskl. moms med frokost", guests=16, line=5,
        programme=(
            Point("10", "Formandens tre hatte", "Bodil Frost, organisationspsykolog"),
            Point("11", "En dagsorden, der bliver læst"),
            Point("12.15", "Frokost"),
            Point("13", "Den svære sag: øvelse med skuespiller", "Kasper Lind, skuespiller"),
            Point("15", "Kollegial sparring to og to"),
        ),
    ),
    Plan(
        title="Ældreplejen, når vi bliver flere",
        kind=Kind.SEMINAR,
        summary="Formiddag i tal, eftermiddag i praksis: faste teams, selvstyre og de penge, der er.",
        text="aeldrepleje", day=in_days(27), begins="9.30", ends="15.30", capacity=24, topics=(T.ELDERLY, T.ECONOMY),
        place="ringsted", roles=(R.COMMITTEE_CHAIR,), price="1.250 kr. ekskl. moms med frokost", guests=24,
        in_line=("mads",), line=4, seat_given_up=True, binding_days_before=10,
        programme=(
            Point("9.30", "Morgenkaffe"),
            Point("10", "Sådan ser 2035 ud i din kommune", "Viggo Thorsen, demograf"),
            Point("11.15", "Faste teams: to års erfaringer", "Dorte Vind, områdeleder"),
            Point("12.30", "Frokost"),
            Point("13.15", "Borddrøftelser på tværs"),
            Point("15", "Opsamling"),
        ),
    ),
    Plan(
        title="Skolen og de unge, der bliver væk",
        kind=Kind.SEMINAR,
        summary="Skolefravær set fra klasseværelset, hjemmet og udvalget.",
        text="skolefravaer", day=in_days(34), begins="10", ends="15", capacity=40, topics=(T.CHILDREN,),
        place="aarhus", guests=11, called_off="Hovedoplægsholderen er blevet syg, og vi holder dagen igen til foråret.",
        programme=(
            Point("10", "Fraværet i tal", "Ida Storm, skoleforsker"),
            Point("11.15", "Fra klasseværelset", "Peter Lang, skoleleder"),
            Point("13", "Hvad kan et udvalg gøre?"),
        ),
    ),
    kattegat(1, 44, guests=25, in_line=("", "amina"), line=3),
    kattegat(2, 58, guests=9),
    kattegat(3, 72, guests=0, opens_in_days=12),
    Plan(
        title="Kystsikring ved Vesterhavet og Limfjorden",
        kind=Kind.MEETING,
        summary="Tværkommunalt møde på diget: sandfodring, højvandsmure og en fælles ansøgning.",
        text="kystsikring", day=in_days(80), begins="10", ends="15", capacity=50, topics=(T.CLIMATE,), place="lemvig",
        guests=12, closes_days_before=7,
        programme=(
            Point("10", "Velkommen på havnen", "Erik Toft, havnefoged"),
            Point("10.30", "Turen på diget"),
            Point("12.30", "Frokost"),
            Point("13.15", "En ansøgning sammen", "Karin Bro, projektleder"),
        ),
    ),
    Plan(
        title="Læs et budget på en dag",
        kind=Kind.COURSE,
        summary="Servicerammen, anlægsloftet og de knapper, der er at skrue på. Tag din egen kommunes budget med.",
        text="budget", day=in_days(94), begins="9.30", ends="16", capacity=28, topics=(T.ECONOMY,), place="koebenhavn",
        roles=(R.NEWLY_ELECTED,), price="1.600 kr. ekskl. moms med frokost", guests=7,
        programme=(
            Point("9.30", "Fra skat til velfærd på en time", "Jens Munk, økonomidirektør"),
            Point("11", "Din egen kommunes budget"),
            Point("12.30", "Frokost"),
            Point("13.15", "Hvad sker der, når vi skruer?"),
        ),
    ),
    Plan(
        title="Fælleskommunalt politikerdøgn",
        kind=Kind.SEMINAR,
        summary="Fra middag til middag: netværk og erfaringer på tværs af kommuner og partier.",
        text="politikerdoegn", day=next_november, begins="12", ends="12", nights=1, capacity=120,
        topics=(T.ROLE_OF_POLITICIAN, T.ECONOMY), place="nyborg",
        price="6.750 kr. ekskl. moms med måltider og en overnatning", binding_days_before=35, closes_days_before=21,
        guests=31, first=("mads",),
        programme=(
            Point("12", "Frokost og velkommen", "Ole Krog, vært"),
            Point("13.30", "Første runde: Hvad er du lykkedes med?"),
            Point("15.30", "Anden runde: Den sag, du ikke kan komme videre med"),
            Point("18.30", "Middag ved blandede borde"),
            Point("9", "Kommunen om ti år", "Viggo Thorsen, demograf", day=1),
            Point("10.15", "Tredje runde: Én ting, jeg gør på mandag", day=1),
            Point("11.30", "Tak for denne gang", day=1),
        ),
    ),
)  # fmt: skip
