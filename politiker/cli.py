"""The door for whoever runs the house: `flask --app wsgi …`."""

from flask import Flask


def open_door(app: Flask) -> None:
    """Hang every command into the application."""
