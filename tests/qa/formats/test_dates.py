import datetime as dt

import pytest

from qa.formats.dates import iso_date


@pytest.mark.parametrize(("value", "date"), [
    ("2025-03-14", "2025-03-14"), ("2025-03-14T06:10:00+01:00", "2025-03-14T06:10:00+01:00"),
    ("2025-03-14T06:10:00Z", "2025-03-14T06:10:00+00:00"), (" 2025-03-14 06:10 ", "2025-03-14T06:10:00"),
    ("20250314", "2025-03-14"), ("2025/03/14", "2025-03-14"), (dt.date(2025, 3, 14), "2025-03-14"),
    ("Fri, 14 Mar 2025 06:10:00 +0100", "2025-03-14T06:10:00+01:00"),
    ("14 Mar 2025 06:10 GMT", "2025-03-14T06:10:00+00:00"),
    (1741932600, "2025-03-14T06:10:00+00:00"), (1741932600000, "2025-03-14T06:10:00+00:00"),
])
def test_dates_become_iso_8601(value, date):
    assert iso_date(value) == date


@pytest.mark.parametrize("value", [
    2025, 20250314, "14 March 2025", "03/04/2025", "", None, "2025-02-30", ["2025-03-14"], True, "2025", "2025-03",
    "Fri, 99 Mar 2025 06:10:00 +0100", float("nan"), float("inf"),
])
def test_what_is_not_surely_a_date_is_none(value):
    assert iso_date(value) is None
