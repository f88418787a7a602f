"""Everything that writes the record."""
