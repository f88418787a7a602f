"""Who works here: the clinic, its staff, their roles and what a role may do."""
