"""The plan engine: findings in, a ranked recommendation out; plain Python, no Django."""
