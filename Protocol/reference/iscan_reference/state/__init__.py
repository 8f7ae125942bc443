"""What the commits of a scope come to (State.md)."""
