"""Keys, seals and marks: what can be opened where, and what the settings refuse."""

import base64

import pytest
from flask import Flask

from config import DEVELOPMENT_ROOM_KEYS, RoomKey, Settings, SettingsRefused
from politiker.core import sealing
from politiker.core.sealing import KeyIsMissing, NoRoomKeys, SealIsBroken
from tests.houses import SqliteHouses

HEX = "0123456789abcdef" * 4
SENTENCE = "en sætning om en ko på en eng ved havet"
PRODUCTION = {"env": "production", "secret_key": "s" * 40, "base_url": "https://politiker.example.dk"}


def house_with(room_keys: str, **more: object) -> Flask:
    """Nothing but the settings, which is all a seal needs."""
    app = Flask("keys")
    app.config["SETTINGS"] = Settings(room_keys=room_keys, **more)  # type: ignore[arg-type]
    return app


def test_a_seal_opens_where_it_was_made_and_nowhere_else() -> None:
    with house_with(f"ny:{HEX}").app_context():
        sealed = sealing.seal(b"Kanariefugl", room="rum", place="post:1")
        assert sealed.startswith("ny.") and "Kanariefugl" not in base64.b64decode(sealed[3:]).decode("latin-1")
        assert sealing.unseal(sealed, room="rum", place="post:1").decode() == "Kanariefugl"
        assert sealing.seal(b"Kanariefugl", room="rum", place="post:1") != sealed
        for room, place in (("andet", "post:1"), ("rum", "post:2")):
            with pytest.raises(SealIsBroken):
                sealing.unseal(sealed, room=room, place=place)
        for broken in (sealed[:-8] + "AAAAAAA=", "ny.", "ny.%%%", sealed[:40]):
            with pytest.raises(SealIsBroken):
                sealing.unseal(broken, room="rum", place="post:1")


def test_length_tells_little() -> None:
    with house_with(f"ny:{HEX}").app_context():
        sizes = {n: len(sealing.seal(b"x" * n, room="r", place="p")) for n in (0, 1, 100, 252, 253, 500, 70_000)}
    assert len({sizes[n] for n in (0, 1, 100, 252)}) == 1
    assert sizes[252] < sizes[253] == sizes[500] < sizes[70_000]


def test_a_key_that_is_taken_out_opens_nothing() -> None:
    with house_with(f"gammel:{SENTENCE}").app_context():
        sealed = sealing.seal(b"x", room="r", place="p")
    with house_with(f"ny:{HEX},gammel:{SENTENCE}").app_context():
        assert sealing.unseal(sealed, room="r", place="p") == b"x"
        assert sealing.newest_id() == "ny" and sealing.seal(b"x", room="r", place="p").startswith("ny.")
    with house_with(f"ny:{HEX}").app_context(), pytest.raises(KeyIsMissing) as error:
        sealing.unseal(sealed, room="r", place="p")
    assert error.value.facts == {"key": "gammel"}


def test_marks_are_the_same_here_and_unrelated_elsewhere() -> None:
    key, other = sealing.new_mark_key(), sealing.new_mark_key()
    mine = sealing.mark(key, "author", "t1", 7)
    assert mine == sealing.mark(key, "author", "t1", 7) and len(mine) == 43
    others = [
        sealing.mark(key, "author", "t2", 7), sealing.mark(key, "thanks", "t1", 7),
        sealing.mark(other, "author", "t1", 7),
        sealing.mark(key, "author", "t1", 8), sealing.mark(key, "author", "t", 17),
    ]  # fmt: skip
    assert len({mine, *others}) == 6


def test_the_same_secret_is_read_however_it_is_written() -> None:
    raw = bytes.fromhex(HEX)
    for text in (HEX, base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode().rstrip("=")):
        assert RoomKey.all_from(f"a:{text}")[0].secret == raw
    assert RoomKey.all_from(f"a:{SENTENCE}")[0].secret == SENTENCE.encode()
    assert RoomKey.all_from("") == ()


def test_broken_keys_are_refused_without_being_told() -> None:
    refused = (
        "hemmeligt-uden-id-som-er-langt-nok-til-det", "a:for-kort-hemmelighed", f"A:{HEX}", f":{HEX}", f"a:{HEX},",
        f"a:{HEX},a:{SENTENCE}", f"a:{HEX},b:{HEX}", f"alt-for-langt-et-id:{HEX}",
    )  # fmt: skip
    for text in refused:
        with pytest.raises(SettingsRefused) as error:
            Settings(room_keys=text).require_safe()
        assert "POLITIKER_ROOM_KEYS" in str(error.value)
        assert HEX not in str(error.value) and "hemmelig" not in str(error.value), text
    assert HEX not in repr(Settings(room_keys=f"a:{HEX}")) and HEX[:8] not in repr(RoomKey.all_from(f"a:{HEX}"))


def test_production_has_its_own_key_or_none() -> None:
    Settings(**PRODUCTION).require_safe()  # type: ignore[arg-type]
    Settings(**PRODUCTION, room_keys=f"a:{HEX}").require_safe()  # type: ignore[arg-type]
    for known in (DEVELOPMENT_ROOM_KEYS, f"a:{PRODUCTION['secret_key']}", f"a:{HEX},{DEVELOPMENT_ROOM_KEYS}"):
        with pytest.raises(SettingsRefused):
            Settings(**PRODUCTION, room_keys=known).require_safe()  # type: ignore[arg-type]
    with house_with("", **PRODUCTION).app_context():
        assert not sealing.is_possible()
        with pytest.raises(NoRoomKeys):
            sealing.seal(b"x", room="r", place="p")
    with house_with("").app_context():
        assert sealing.newest_id() == "development"


def test_the_environment_gives_the_keys(sqlite_houses: SqliteHouses) -> None:
    settings = Settings.from_environment({"POLITIKER_ROOM_KEYS": f"a:{HEX}"})
    assert [key.id for key in settings.keys_of_rooms] == ["a"]
