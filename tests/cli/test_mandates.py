"""`mandates import`: the whole country in one go."""

from datetime import datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from politiker.core.database import db
from politiker.people import reference
from politiker.people.models import Mandate, Person

COUNCILLORS = 2_432


def country(file: Path) -> Path:
    """A councillor in each seat of the 98 councils, as Excel in Denmark writes it."""
    sizes = reference.council_sizes(1)
    lines = ["kommune;navn;email;liste;hverv;udvalg;nyvalgt"]
    for town in reference.municipalities():
        lines += [
            f"{town.name};Åse Nr {n} Ø;m{n}@k{town.code}.example;{'AVCF'[n % 4]};medlem;;{'ja' if n % 2 else 'nej'}"
            for n in range(sizes[town.code])
        ]
    file.write_bytes("\r\n".join(lines).encode("cp1252"))
    return file


def test_the_whole_country_is_taken_in_and_twice_is_once(house: Flask, tmp_path: Path, now: datetime) -> None:
    file = country(tmp_path / "alle.csv")
    run = house.test_cli_runner()
    looked = run.invoke(args=["mandates", "import", str(file), "--dry-run"])
    assert looked.exit_code == 0 and f"{COUNCILLORS} new people" in looked.output
    for new, same in ((COUNCILLORS, 0), (0, COUNCILLORS)):
        done = run.invoke(args=["mandates", "import", str(file)])
        assert done.exit_code == 0, done.output
        assert f"{new:5} new people with a mandate" in done.output and f"{same:5} as before" in done.output
    with house.app_context():
        counts = [db.session.execute(sa.select(sa.func.count()).select_from(t)).scalar_one() for t in (Person, Mandate)]
    assert counts == [COUNCILLORS, COUNCILLORS]


def test_a_wrong_row_stops_all_of_it(house: Flask, tmp_path: Path, now: datetime) -> None:
    file = country(tmp_path / "alle.csv")
    file.write_bytes(file.read_bytes() + "\r\nStorkøbing;Bo Borg;bo@x.example;A;medlem;;nej".encode("cp1252"))
    done = house.test_cli_runner().invoke(args=["mandates", "import", str(file)])
    assert done.exit_code == 1 and f"row {COUNCILLORS + 2}: municipality_unknown" in done.output
    with house.app_context():
        assert db.session.execute(sa.select(sa.func.count()).select_from(Mandate)).scalar_one() == 0
