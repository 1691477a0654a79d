"""The organiser's list of participants: who stands on it, what is done with them, and who took a copy along."""
