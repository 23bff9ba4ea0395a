"""The clock of the machine jumps: versions stay in order, sign-ins end or go on."""

from datetime import UTC, datetime, timedelta

import pytest
from store.made_rows import names, upsert, zones

from qngeo import clock
from qngeo.io.store import log
from qngeo.services.own_data import known
from qngeo.services.own_data.roles import Attempts, Session, User

HOUR_S, DAY_S = 3600.0, 86_400.0
USER = User(name="Lan", role="editor")


@pytest.fixture
def jump(monkeypatch):
    """Let the clock of the store stand so many days off."""

    def by(days: float) -> None:
        class Off(datetime):
            @classmethod
            def now(cls, tz=None):
                return datetime.now(tz) + timedelta(days=days)

        monkeypatch.setattr(log, "datetime", Off)

    return by


def numbers_and_moments(store):
    found = store.versions()
    return [v.number for v in found], [v.made for v in found]


def test_a_clock_that_goes_back_a_day_leaves_versions_in_order(own, jump):
    jump(-1)
    assert own.commit(upsert(zones(a="A2"))).number == 2
    numbers, made = numbers_and_moments(own)
    assert numbers == [1, 2]
    assert made[1] >= made[0]
    assert known.version() == 2
    assert names(own.read("zones", as_known_on=clock.today())) == {"a": "A2"}


def test_a_clock_that_went_ahead_a_year_is_told_and_loses_nothing(own, jump, caplog):
    jump(365)
    own.commit(upsert(zones(a="A2")))
    assert caplog.records == []
    jump(0)
    own.commit(upsert(zones(a="A3")))
    numbers, made = numbers_and_moments(own)
    assert numbers == [1, 2, 3]
    assert made == sorted(made)
    assert known.version() == 3
    assert names(own.read("zones")) == {"a": "A3"}
    told = [r for r in caplog.records if "check the clock" in r.getMessage()]
    assert len(told) == 1
    today = clock.today()
    assert names(own.read("zones", as_known_on=today)) == {"a": "A"}
    ahead = today + timedelta(days=367)
    assert names(own.read("zones", as_known_on=ahead)) == {"a": "A3"}


@pytest.mark.parametrize("hours", [-1, -24, 24 * 365])
def test_a_sign_in_ends_when_the_clock_jumps_out_of_its_time(hours):
    start = datetime(2026, 11, 23, tzinfo=UTC).timestamp()
    session = Session(user=USER, started=start, seen=start)
    assert session.used(start + HOUR_S) is not None
    assert session.used(start + hours * HOUR_S) is None


def test_waiting_after_wrong_passwords_knows_no_clock_that_jumps():
    """It counts seconds that pass; setting the clock ahead shortens nothing."""
    passed = [0.0]
    attempts = Attempts(lambda: passed[0])
    while attempts.begin("Lan"):
        pass
    wait = attempts.wait_s("Lan")
    assert wait > 0
    passed[0] += wait
    assert attempts.begin("Lan")
