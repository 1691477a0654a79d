"""What a year of events came to: who met whom, and how many; no number under five."""
