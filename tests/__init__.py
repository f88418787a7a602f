"""Tests of the clinic: the house, the ground, the record, the engine, the work, and whole journeys."""
