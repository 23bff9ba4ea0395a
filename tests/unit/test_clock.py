"""The day is that of Viet Nam, wherever the program runs."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from qngeo import clock

moments = st.datetimes(
    datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.timezones()
)


def test_the_day_begins_seven_hours_before_that_of_utc():
    assert clock.day_of(datetime(2026, 11, 22, 16, 59, tzinfo=UTC)).day == 22
    assert clock.day_of(datetime(2026, 11, 22, 17, 0, tzinfo=UTC)).day == 23


@given(moments)
def test_a_moment_lies_before_the_end_of_its_day_and_not_of_the_day_before(moment):
    day = clock.day_of(moment)
    assert clock.end_of(day - timedelta(days=1)) <= moment < clock.end_of(day)


def test_today_does_not_depend_on_the_clock_of_the_machine(monkeypatch):
    monkeypatch.setenv("TZ", "America/New_York")
    assert clock.today() in {
        clock.day_of(datetime.now(UTC)),
        clock.day_of(datetime.now(UTC) - timedelta(seconds=2)),
    }
    assert isinstance(clock.today(), date)
