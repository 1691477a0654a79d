"""Rooms in which councillors share experience of the role: open ones, closed ones, and confidential ones."""
