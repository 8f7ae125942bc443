"""A node: its keys, its membership and its scopes."""

import time
from collections.abc import Sequence

from ..enrolment.files import Invitation, Membership
from ..enrolment.keyring import Keyring
from ..logs.commit import Commit
from ..logs.digests import combined_digest
from ..logs.genesis import Signed, node_name
from ..wire.message import Message
from .scope import Scope
from .writer import Writer


class Peer:
    """One node as this reference sees it."""

    def __init__(self, keys: Keyring, invitation: Invitation, member: Membership) -> None:
        self.keys, self.invitation, self.member = keys, invitation, member
        self.scopes: dict[bytes, Scope] = {}

    def copied(self) -> "Peer":
        """The same node from a copy of all that it holds: what a restored backup or a clone is."""
        copy = Peer(self.keys, self.invitation, self.member)
        copy.scopes = {name: scope.copied() for name, scope in self.scopes.items()}
        return copy

    @property
    def hub(self) -> bytes:
        return node_name(self.member.hub_identity_key)

    def begin_scope(self, genesis: Signed) -> Scope:
        scope = Scope(genesis)
        self.scopes[scope.name] = scope
        return scope

    def combined_digest(self) -> bytes:
        return combined_digest({name: scope.digest() for name, scope in self.scopes.items()})

    def begin_log(self, scope: Scope) -> Writer:
        """Begins this node's log in a scope; the hub has to admit it."""
        scope.writer = Writer(scope.name, self.keys.identity)
        return scope.writer

    def write(
        self, scope: Scope, operations: Sequence[Message], actor: str, salt: bytes = b""
    ) -> Commit:
        """Writes a commit whose context is all that is held now, and seals it."""
        writer = scope.writer
        assert writer is not None and writer.log is not None
        seen = {i: n for i, n, _ in scope.frontier() if i != writer.log.index}
        control = (scope.control.sequence, scope.control.hash)
        now = int(time.time() * 1000) << 16
        commit = writer.write(operations, actor, now, control, seen, salt)
        writer.seal()
        return commit
