"""What the publisher declares: model, parsing, version and difference. Pure."""
