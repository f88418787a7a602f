"""Everything that people type into the record."""
