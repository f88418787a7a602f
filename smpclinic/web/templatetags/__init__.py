"""Template tags of the clinic: drawings, bars and form parts."""
