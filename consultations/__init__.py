"""The clinic's work: consultations, plans, reviews, sessions and reminders."""
