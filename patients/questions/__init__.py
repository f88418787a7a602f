"""The questions of the intake as plain facts: what is asked when, what must be answered, and how it reads."""
