"""What the engine says, in plain words and in clinical ones; a text without numbers stands here as its plain words."""
