"""The questions of the intake, step by step."""
