"""Subjects councillors ask for, and the events that are made of them."""
