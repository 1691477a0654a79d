"""The pages of a guest: signing up, the own seat, needs, offers, and everything one has signed up for."""

from politiker.web.registrations import mine, needs, offers, own_calendar, register, seat
from politiker.web.registrations.addresses import blueprint

__all__ = ["blueprint", "mine", "needs", "offers", "own_calendar", "register", "seat"]
