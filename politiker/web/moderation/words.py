"""Danish words for what moderation keeps as words of its own."""

from politiker.core.errors import IllegalMove, RuleBroken
from politiker.core.words import gettext as _
from politiker.discussions.moderation import blocks, glass, people, removal, reporting, splitting, threads
from politiker.discussions.moderation.keeping import OwnPost
from politiker.discussions.moderation.models import Category, Outcome, Reason, Undo
from politiker.discussions.moderation.threads import Act, ThreadReason
from politiker.discussions.threads.writing import NothingWritten

REASONS = {
    Reason.ATTACK: _("It attacks a person"),
    Reason.CONFIDENCE: _("It contains something confidential"),
    Reason.POLITICS: _("It is party-political campaigning"),
    Reason.ADVERTISING: _("It is advertising"),
    Reason.OFF_TOPIC: _("It does not belong in the conversation"),
    Reason.OTHER: _("Something else"),
}
# Why somebody reports: the words of the person who reads it.
REPORTED = {reason: words for reason, words in REASONS.items() if reason is not Reason.OFF_TOPIC}
# A post of a confidential room: what takes two is none of them.
SEALED_REASONS = {reason: words for reason, words in REASONS.items() if reason is not Reason.POLITICS}
UNDONE = {Undo.MISTAKE: _("It was a mistake"), Undo.SETTLED: _("It is settled")}
THREAD_REASONS = {
    ThreadReason.IMPORTANT: _("Everybody should see it"),
    ThreadReason.DONE: _("It has been talked through"),
    ThreadReason.DOUBLE: _("There is another conversation about the same"),
    ThreadReason.WRONG_ROOM: _("It stands in the wrong room"),
    ThreadReason.TWO_SUBJECTS: _("It is about two things"),
    ThreadReason.TONE: _("The tone"),
    ThreadReason.OUTDATED: _("It is out of date"),
    ThreadReason.MISTAKE: _("It was a mistake"),
}
ACTS = {
    Act.LOCK: _("Lock it: nobody can answer"),
    Act.UNLOCK: _("Unlock it: everybody can answer again"),
    Act.PIN: _("Pin it at the top of the room"),
    Act.UNPIN: _("Do not pin it any more"),
    Act.HIDE: _("Hide it from everybody"),
    Act.SHOW: _("Show it again"),
}
OUTCOMES = {
    Outcome.HIDDEN: _("A moderator has looked at it, and the post is hidden."),
    Outcome.KEPT: _("A moderator has looked at it, and the post stands."),
}
CATEGORIES = {
    Category.DANGER: _("Somebody's life or health may be in danger"),
    Category.CRIME: _("A crime is suspected"),
    Category.BREACH: _("Somebody may have got in who should not"),
    Category.AUTHORITY: _("An authority or a court demands it"),
}
DAYS = {"1": _("1 day"), "7": _("7 days"), "30": _("30 days")}
_REFUSALS: dict[type[RuleBroken], str] = {
    OwnPost: _("It is about yourself. Somebody else has to decide."),
    IllegalMove: _("It is so already, or somebody has changed it meanwhile. Look at it again."),
    reporting.AlreadyReported: _("You have reported this post, and a moderator looks at it."),
    reporting.AlreadyDecided: _("Somebody else has decided it meanwhile."),
    removal.AlreadyAsked: _("Somebody has asked for it already. It waits for another moderator."),
    removal.SamePersonTwice: _("You asked for it yourself. Another moderator has to answer."),
    people.NotThatLong: _("Choose 1, 7 or 30 days."),
    people.NotSilenced: _("The person may write in the room already."),
    threads.OnlyOpenRooms: _("Only conversations in open rooms can be moved, merged or split."),
    splitting.NoSuchPosts: _("Write the numbers of posts in the conversation. The first post stays."),
    threads.NoSuchThread: _("Choose a conversation, or write the address of one."),
    NothingWritten: _("Write a title."),
    blocks.NotOneself: _("Choose two others than yourself."),
    blocks.AlreadyBlocked: _("It is so already."),
    blocks.NotBlocked: _("There is nothing to undo."),
    glass.ReasonIsMissing: _("Write why."),
    glass.AskedByOneself: _("You asked for it yourself. Another administrator has to answer."),
}


def refusal(rule: RuleBroken) -> str:
    """What is said when a rule says no."""
    if type(rule) not in _REFUSALS:
        raise rule
    return _REFUSALS[type(rule)]
