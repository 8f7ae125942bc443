"""Bringing a node and the hub level (Session.md), over gRPC (Transport.md)."""
