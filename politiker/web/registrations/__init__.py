"""The pages of a guest: signing up, the own seat, needs, offers, and everything one has signed up for."""

from politiker.web.registrations import answers, mine, needs, offers, own_calendar, register, seat
from politiker.web.registrations.addresses import blueprint

__all__ = ["answers", "blueprint", "mine", "needs", "offers", "own_calendar", "register", "seat"]
