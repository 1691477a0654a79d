"""Papers for the day as tagged PDF: badges, table cards, signs and the list at the door. Never with anybody's list."""
