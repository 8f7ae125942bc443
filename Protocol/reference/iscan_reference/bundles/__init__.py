"""A session's frames in a file, for whoever has no line (Bundles.md)."""
