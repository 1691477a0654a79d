"""What the addresses of the organiser's desk lead to, and what it takes to come in."""

# By the blank an address has beside the event.
BY_BLANK = {
    "preparation_id": ("to do", "to do O2", "todo astray"),
    "act_id": ("an act", "act astray"),
    "series_id": ("a series", "series O2"),
    "question_id": ("a question", "question O2", "ask astray"),
    "block_id": ("a block", "block O2", "seat astray"),
    "view_id": ("a view", "view O2", "view astray"),
    "mailing_id": ("a mailing", "one sent", "mailing O2", "mail astray"),
    "mail_id": ("failed", "fail astray"),
}
BY_NUMBER = tuple(blank.removesuffix("_id") for blank in BY_BLANK)
# By the beginning of the endpoint, the first that fits; and only where the address has blanks.
BY_ENDPOINT = {
    "evaluations.verify": ("a certif",),
    "evaluations.results": ("over", "just over"),
    "evaluations.edit": ("over", "just over", "a full one"),
    "evaluations.": ("over", "just over", "public"),
    "arrivals.ticket": ("a full one", "public", "of another"),
    "arrivals.scanned": ("a ticket",),
    "arrivals.papers": ("over", "just over", "a full one"),
    "arrivals.paper": ("badges", "badges O2", "no paper"),
    "arrivals.undo": ("who came", "came astray"),
    "arrivals.note": ("who came", "came astray"),
    "arrivals.": ("over", "just over", "a full one"),
    "dates.answer_signed_in": ("dates asked", "a full one"),
    "dates.choose_items": ("a full one", "public", "of another"),
    "dates.items": ("a full one", "a draft", "of another"),
    "dates.calendar_of": ("colleague", "elsewhere"),
    "dates.": ("dates asked", "a full one", "of another"),
    "planning.": ("a full one", "a template", "of another"),
    "questions.refuse_guest": ("awaiting", "wait astray"),
    "questions.approve": ("awaiting", "wait astray"),
    "terms.change_way": ("a full one", "public", "of another"),
    "terms.own_presence": ("a full one", "public", "of another"),
    "registrations.answers": ("a full one", "public", "of another"),
    "participants.show": ("on the line", "an outsider", "line astray"),
    "participants.move": ("on the line", "an outsider", "line astray"),
    "participants.substitute": ("on the line", "an outsider", "line astray"),
    "participants.out_of_turn": ("on the line", "an outsider", "line astray"),
    "wishes.": ("a wish",),
}
# An event of one's own, one that is not published, and one of another's.
OTHERS = ("a full one", "a draft", "of another")
BLUEPRINTS = ("questions.", "terms.", "participants.", "mailings.")


def leads_to(endpoint: str, blanks: set[str]) -> tuple[str, ...]:
    """The kinds of things an address of the desk leads to; none for other addresses."""
    if not blanks:
        return ()
    if blank := next((blank for blank in BY_BLANK if blank in blanks), None):
        return BY_BLANK[blank]
    if start := next((start for start in BY_ENDPOINT if endpoint.startswith(start)), None):
        return BY_ENDPOINT[start]
    return OTHERS if endpoint.startswith(BLUEPRINTS) else ()
