"""Records of the work turned into documents."""
