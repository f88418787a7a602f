"""The demo clinic: an obviously invented staff, thirty obviously invented patients, and a day full of work."""
