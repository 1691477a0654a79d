"""Idle connections to the mail server beside the worker take no more than their share of what it may hold open."""

import socket
import time

import pytest
from flask import Flask

from politiker.worker import intake
from tests.conftest import Clock
from tests.journeys.test_answers_by_mail import open_intake


def greeting(one: socket.socket) -> bytes:
    return one.recv(200)[:3]


@pytest.mark.parametrize("scheme", ["lmtp", "smtp"])
def test_one_too_many_is_sent_away(house: Flask, wall: Clock, scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_LINES", 3)
    with open_intake(house, scheme) as taking:
        where = ("127.0.0.1", taking.port)
        idle = [socket.create_connection(where, timeout=5) for _n in range(3)]
        assert [greeting(one) for one in idle] == [b"220"] * 3
        with socket.create_connection(where, timeout=5) as late:
            assert (greeting(late), late.recv(200).strip().startswith(b"220")) == (b"421", False)
        for one in idle:
            one.close()
        assert any(_is_let_in(where) for _n in range(50)), "what was closed has to count no more"


def _is_let_in(where: tuple[str, int]) -> bool:
    time.sleep(0.1)
    with socket.create_connection(where, timeout=5) as again:
        return greeting(again) == b"220"
