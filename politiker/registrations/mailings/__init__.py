"""What an organiser writes to the participants of an event, and what became of every letter about it."""
