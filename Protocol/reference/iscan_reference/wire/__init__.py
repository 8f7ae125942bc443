"""Bytes: hashes, tags, keys, and protobuf read strictly (Logs.md, the first two sections)."""
