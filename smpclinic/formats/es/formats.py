"""12 de marzo de 2026, 12 de marzo, jueves 12 de marzo de 2026."""

DATE_FORMAT = "j \\d\\e F \\d\\e Y"
MONTH_DAY_FORMAT = "j \\d\\e F"
WEEKDAY_FORMAT = "l j \\d\\e F \\d\\e Y"
TIME_FORMAT = "H:i"
