"""12 Mart 2026, 12 Mart, 12 Mart 2026 Perşembe."""

DATE_FORMAT = "j F Y"
MONTH_DAY_FORMAT = "j F"
WEEKDAY_FORMAT = "j F Y l"
TIME_FORMAT = "H:i"
