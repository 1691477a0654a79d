"""The 98 municipalities, their regions, and the national lists of 2025."""

import csv
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# What the municipality, region and list were when this was written; later changes come in later migrations.
REFERENCE = Path(__file__).parent / "0006_reference"
ELECTION = 2025

# Each council chooses what it calls itself; these call themselves something else than most.
USUAL = "kommunalbestyrelse"
COUNCIL_WORDS = {"København": "borgerrepræsentation"} | dict.fromkeys(
    ("Aarhus", "Aalborg", "Odense", "Ringsted"), "byråd"
)


def upgrade() -> None:
    """The 98 municipalities, the region of each with its dates, and the national lists in every municipality."""
    municipality = sa.table("municipality", *map(sa.column, ("id", "code", "name", "council_word")))
    region = sa.table("region_membership", sa.column("municipality_id"), sa.column("region"),
                      sa.column("starts_on", sa.Date), sa.column("ends_on", sa.Date))  # fmt: skip
    party = sa.table("party", *map(sa.column, ("municipality_id", "election", "letter", "name")),
                     sa.column("is_local", sa.Boolean))  # fmt: skip
    rows = list(csv.DictReader((REFERENCE / "kommuner.csv").read_text("utf-8").splitlines()))
    lists = list(csv.DictReader((REFERENCE / "partier_kv2025.csv").read_text("utf-8").splitlines()))
    op.bulk_insert(
        municipality,
        [
            {"id": n, "code": row["kode"], "name": row["navn"], "council_word": COUNCIL_WORDS.get(row["navn"], USUAL)}
            for n, row in enumerate(rows, 1)
        ],
    )
    merged = date(2027, 1, 1)
    regions = []
    for n, row in enumerate(rows, 1):
        stays = row["region_2026"] == row["region_2027"]
        first = {"municipality_id": n, "region": row["region_2026"], "starts_on": date(2007, 1, 1)}
        regions.append(first | {"ends_on": None if stays else date(2026, 12, 31)})
        if not stays:
            regions.append({"municipality_id": n, "region": row["region_2027"], "starts_on": merged, "ends_on": None})
    op.bulk_insert(region, regions)
    op.bulk_insert(
        party,
        [
            {
                "municipality_id": n,
                "election": ELECTION,
                "letter": one["bogstav"],
                "name": one["navn"],
                "is_local": False,
            }
            for n in range(1, len(rows) + 1)
            for one in lists
            if one["bogstav"]
        ],
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('municipality', 'id'), max(id)) FROM municipality")


def downgrade() -> None:
    for table in ("party", "region_membership", "municipality"):
        op.execute(f"DELETE FROM {table}")
