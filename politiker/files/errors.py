"""Why a file is not taken. Each has its own sentence at the door."""

from politiker.core.errors import RuleBroken


class FileRefused(RuleBroken):
    """The file cannot stand here. `name` tells which of several it was."""


class FileIsEmpty(FileRefused):
    """There is nothing in the file."""


class FileIsTooLarge(FileRefused):
    """The file is larger than 20 MB."""


class KindIsUnknown(FileRefused):
    """By its content the file is none of the kinds that are taken, whatever its name says."""


class FileIsBroken(FileRefused):
    """The file begins as one of the kinds that are taken, but cannot be read as one."""


class FileIsUnreasonable(FileRefused):
    """Unpacked, the file is far larger than it looks: a bomb, or nobody's ordinary document."""


class FileHoldsProgram(FileRefused):
    """The file holds a macro, a script or another file that starts by itself."""


class FileReachesOut(FileRefused):
    """The file fetches something from elsewhere when it is opened."""


class FileIsLocked(FileRefused):
    """The file is locked with a password, so nobody can see what is in it."""


class FileIsInfected(FileRefused):
    """The virus scanner knows the file, and not for good."""


class ScannerIsAway(FileRefused):
    """A virus scanner is set but does not answer, so nothing is taken until it does."""


class FileIsGone(RuleBroken):
    """There is no file of that name any more."""


class FileCannotBeKept(RuleBroken):
    """The disk is full or does not answer; what was written beside the file is kept by whoever wrote it."""
