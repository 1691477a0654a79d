"""The door for whoever runs the house: `flask --app wsgi …`.

Doors do not know each other, so the house hands this one what it needs of its neighbours.
"""

from flask import Flask

from politiker.cli import check, demo, factors, house, mail, mandates, people, room_keys, serving, testkit
from politiker.cli.neighbours import Neighbours

__all__ = ["Neighbours", "open_door"]


def open_door(app: Flask, neighbours: Neighbours) -> None:
    """Hang every command into the application."""
    people.group.add_command(factors.reset)
    house.group.add_command(room_keys.rotate)
    for command in (
        house.group,
        check.command,
        people.group,
        mandates.group,
        mail.command,
        testkit.group(neighbours),
        demo.command(neighbours),
        serving.worker_command(neighbours),
        serving.run_house_command(neighbours),
    ):
        app.cli.add_command(command)
