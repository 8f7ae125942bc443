"""What a peer holds of its scopes, and how it writes. In memory only."""
