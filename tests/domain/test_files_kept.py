"""Files on the disk: whole, private, under a name nobody guesses, and gone when they should be."""

import os
import stat
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from config import Settings, SettingsRefused
from politiker.core import jobs
from politiker.core.database import db
from politiker.core.jobs import Job
from politiker.files import forgetting, storing
from politiker.files.errors import FileCannotBeKept, FileIsGone
from politiker.files.models import StoredFile
from politiker.files.taking import Clean
from politiker.worker.room_tables import FILES_NEEDED, JOBS
from tests import files, people

PAPER = Clean(files.pdf(), "referat.pdf", "application/pdf")


def work(now: datetime) -> None:
    """Do every job that is due, as the worker does."""
    while (job := jobs.claim(now=now)) is not None:
        JOBS[job.name](job.facts, people.TESTER, now)
        jobs.finish(job, now=now)


def keep(now: datetime, file: Clean = PAPER) -> str:
    return storing.keep(file, by=people.TESTER, now=now).uid


def test_a_file_is_kept_whole_and_private(room: Flask, now: datetime) -> None:
    karen = people.karen()
    row = storing.keep(PAPER, by=people.actor(karen, now), now=now)
    assert (row.name, row.media_type, row.person_id) == ("referat.pdf", "application/pdf", karen.id)
    assert (len(row.uid), len(row.digest), row.size) == (32, 64, len(PAPER.content))
    assert storing.read(row.uid) == PAPER.content
    path = storing.path_of(row.uid)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600 and stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert keep(now) != row.uid, "the same file twice has two names: nobody learns who else has it"


@pytest.mark.parametrize("uid", ["", "../../etc/passwd", "0" * 31, "G" * 32, "0" * 32, "0" * 33, "\0" * 32])
def test_what_is_no_name_is_no_file(room: Flask, uid: str) -> None:
    with pytest.raises(FileIsGone):
        storing.read(uid)


def test_a_dropped_file_is_gone_once_the_transaction_has_ended_well(room: Flask, now: datetime) -> None:
    uid = keep(now)
    db.session.commit()
    storing.drop(uid, now=now)
    db.session.rollback()
    work(now)
    assert storing.read(uid) == PAPER.content, "nothing was dropped after all"
    storing.drop(uid, now=now)
    db.session.commit()
    work(now)
    with pytest.raises(FileIsGone):
        storing.read(uid)


def test_nothing_half_written_is_ever_found(room: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(storing.every_path())

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(FileCannotBeKept):
            keep(now)
    assert set(storing.every_path()) == before
    assert db.session.execute(sa.select(StoredFile)).first() is None


def test_what_a_lost_transaction_left_is_swept_away_after_a_day(room: Flask, now: datetime) -> None:
    kept = keep(now)
    db.session.commit()
    lost = keep(now)
    db.session.rollback()
    half = storing.path_of(lost).with_name(f"{lost}.half")
    half.write_bytes(b"half")
    os.utime(half, (now.timestamp(), now.timestamp()))
    assert forgetting.sweep_bytes(now=now + timedelta(hours=23)) == 0
    assert forgetting.sweep_bytes(now=now + timedelta(hours=25)) >= 2
    assert storing.read(kept) == PAPER.content and not half.exists()
    with pytest.raises(FileIsGone):
        storing.read(lost)


def test_a_file_that_nothing_refers_to_is_forgotten_after_a_day(room: Flask, now: datetime) -> None:
    uid = keep(now)
    db.session.commit()
    assert forgetting.forget_files(FILES_NEEDED, now=now + timedelta(hours=23)) == 0
    assert forgetting.forget_files(FILES_NEEDED, now=now + timedelta(hours=25)) == 1
    db.session.commit()
    work(now + timedelta(hours=25))
    with pytest.raises(FileIsGone):
        storing.read(uid)
    assert db.session.execute(sa.select(Job.failed_at).where(Job.failed_at.is_not(None))).first() is None


def settings(tmp_path: Path, **more: str) -> Settings:
    return Settings(env="test", base_url="http://localhost", data_dir=tmp_path, **more)


@pytest.mark.parametrize("url", ["s3://bucket", "https://files.example", "file:files", "file://host/x", "/srv/files"])
def test_files_are_kept_in_a_folder_or_the_house_stays_closed(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsRefused, match="POLITIKER_FILES_URL"):
        settings(tmp_path, files_url=url).require_safe()
    settings(tmp_path, files_url="file:///srv/files").require_safe()


@pytest.mark.parametrize("url", ["clamd", "http://localhost:3310", "tcp://localhost", "tcp://localhost:x", "unix:"])
def test_a_scanner_is_named_in_full(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsRefused, match="POLITIKER_CLAMD_URL"):
        settings(tmp_path, clamd_url=url).require_safe()
    for right in ("tcp://localhost:3310", "unix:/run/clamd.sock", ""):
        settings(tmp_path, clamd_url=right).require_safe()
