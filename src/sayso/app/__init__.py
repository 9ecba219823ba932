"""One module per job a publisher has. Holds the order of things, no law and no files."""
