"""The only writers of the work: one module a noun."""
