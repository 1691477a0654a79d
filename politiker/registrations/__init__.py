"""Registrations: seats, the waiting list, and what a guest needs."""
