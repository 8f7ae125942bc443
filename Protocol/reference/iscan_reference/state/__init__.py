"""What the commits of a scope come to (Session.md, "What the receiver folds")."""
