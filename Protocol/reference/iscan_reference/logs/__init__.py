"""What is hashed, signed and kept (Logs.md)."""
