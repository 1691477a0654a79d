"""The rules of questions, each named as the sentence it says."""

import enum

from politiker.core.errors import RuleBroken


class Fault(enum.StrEnum):
    """What is wrong with an answer."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    UNKNOWN = "unknown"
    TAKEN = "taken"


class AnswersAreWrong(RuleBroken):
    """`faults` tells by the id of each question what is wrong with its answer."""


class AnswersAreClosed(RuleBroken):
    """Answers could be changed until `closes_at`."""


class TooManyQuestions(RuleBroken):
    """An event asks at most `most` questions."""


class TooManyAskedBefore(RuleBroken):
    """At most `most` questions are asked before one has a seat."""


class FileIsAskedAfterwards(RuleBroken):
    """Nobody hands in a file before the seat is certain."""


class TooFewChoices(RuleBroken):
    """One has to be able to choose between at least `least`."""


class ConditionComesFirst(RuleBroken):
    """A question that depends on another stands after it, and is not asked before it."""


class QuestionIsAnswered(RuleBroken):
    """`answers` guests have answered: the kind stands, and the question can be closed but not removed."""


class ChoiceIsAnswered(RuleBroken):
    """`taken` guests have chosen `text`, so it stands."""


class LimitBelowTaken(RuleBroken):
    """`taken` guests have chosen `text`; fewer than that cannot be set."""
