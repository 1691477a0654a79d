"""What people in the demonstration are called: Danish names by Faker, each used once."""

import importlib
import itertools
from collections.abc import Iterator

from politiker.core.danish import slug
from politiker.core.names import clean_name

DOMAIN = "demo.example"


def people(seed: int) -> Iterator[tuple[str, str]]:
    """Name and address of one person after another; the same seed gives the same people."""
    # Faker takes 70 MB of memory, which the web server must not pay for a command it never runs.
    faker = importlib.import_module("faker").Faker("da_DK")
    faker.seed_instance(seed)
    used: set[str] = set()
    for number in itertools.count(1):
        name = clean_name(f"{faker.first_name()} {faker.last_name()}")
        if name in used:
            name = clean_name(f"{faker.first_name()} {faker.last_name()} {faker.last_name()}")
        if name not in used:
            used.add(name)
            yield name, f"{slug(name)}.{number}@{DOMAIN}"
