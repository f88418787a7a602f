"""What staff and patients type in the work."""
