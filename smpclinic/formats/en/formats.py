"""12 March 2026, 12 March, Thursday 12 March 2026."""

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
WEEKDAY_FORMAT = "l j F Y"
TIME_FORMAT = "H:i"
