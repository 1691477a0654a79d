"""The events that are over, and one that is not ready to be seen."""

from politiker.demo.plan import Plan, Point, in_days, last_november
from politiker.events.models import ForRole, Kind, Topic

T, R = Topic, ForRole
EARLIER = (
    Plan(
        title="Kommunalret for nyvalgte",
        kind=Kind.WEBINAR,
        summary="Habilitet, tavshedspligt og hvad du må svare journalisten. Spørg om alt.",
        text="kommunalret", day=in_days(-24), begins="19", ends="20.30", capacity=150, topics=(T.ROLE_OF_POLITICIAN,),
        roles=(R.NEWLY_ELECTED,), guests=38, first=("karen", "amina"),
        programme=(
            Point("19", "Er du inhabil?", "Hanne Riis, jurist"),
            Point("19.45", "Tavshedspligt og åbne døre", "Mia Rask, jurist"),
        ),
    ),
    Plan(
        title="Vindmøller, solceller og naboer",
        kind=Kind.SEMINAR,
        summary="Den grønne strøm skal stå et sted. En dag om borgermøder, der ender bedre, end de begynder.",
        text="vindmoeller", day=in_days(-46), begins="10", ends="15.30", capacity=35, topics=(T.CLIMATE, T.PLANNING),
        place="viborg", price="1.250 kr. ekskl. moms med frokost", guests=29, first=("mads",),
        programme=(
            Point("10", "Nabo, modstander, medejer", "Sanne Brink, forsker"),
            Point("13", "Det svære borgermøde: øvelse"),
        ),
    ),
    Plan(
        title="Unge i lokalpolitik: ungeråd, der virker",
        kind=Kind.MEETING,
        summary="Fem ungeråd og tredive politikere bytter plads en eftermiddag.",
        text="ungeraad", day=in_days(-73), begins="14", ends="18", capacity=40, topics=(T.CULTURE, T.CHILDREN),
        place="aalborg", guests=22, first=("karen",),
        programme=(
            Point("14", "De unge leder mødet"),
            Point("16.30", "Hvad gør vi nu?"),
        ),
    ),
    Plan(
        title="Fælleskommunalt politikerdøgn",
        kind=Kind.SEMINAR,
        summary="Fra middag til middag: netværk og erfaringer på tværs af kommuner og partier.",
        text="politikerdoegn", day=last_november, begins="12", ends="12", nights=1, capacity=120,
        topics=(T.ROLE_OF_POLITICIAN,), place="nyborg", price="6.750 kr. ekskl. moms med måltider og en overnatning",
        binding_days_before=35, guests=40, first=("mads",), published_days_before=120,
        programme=(
            Point("12", "Frokost og velkommen", "Ole Krog, vært"),
            Point("13.30", "Første runde ved bordene"),
            Point("18.30", "Middag ved blandede borde"),
            Point("9", "Anden og tredje runde", day=1),
        ),
    ),
    Plan(
        title="Sundhedshuse: hvem gør hvad?",
        kind=Kind.SEMINAR,
        summary="Om arbejdsdelingen mellem region, kommune og praksis.",
        text="sundhedshuse", day=in_days(110), begins="10", ends="15", capacity=40, topics=(T.ELDERLY,),
        place="roskilde", is_draft=True,
        programme=(Point("10", "Program følger"),),
    ),
)  # fmt: skip
