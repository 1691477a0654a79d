"""How people come in: applying, being vouched for, being invited."""
