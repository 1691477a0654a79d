"""Rooms: which there are, who is in them, and what each may do there."""
