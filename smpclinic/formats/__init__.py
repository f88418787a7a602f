"""How dates and times are written, language by language; the names are used with the `date` filter."""
