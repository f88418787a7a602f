"""12. März 2026, 12. März, Donnerstag, 12. März 2026."""

DATE_FORMAT = "j. F Y"
MONTH_DAY_FORMAT = "j. F"
WEEKDAY_FORMAT = "l, j. F Y"
TIME_FORMAT = "H:i"
