"""Automerge, by its Python package."""

import importlib.metadata

from automerge import core

NAME = "Automerge"


def version():
    return importlib.metadata.version("automerge")


def number_bytes(number):
    """LEB128."""
    result = bytearray()
    while number >= 0x80:
        result.append(number & 0x7F | 0x80)
        number >>= 7
    result.append(number)
    return bytes(result)


def message(heads, changes):
    """A message of Automerge's own sync protocol that carries changes (type 0x42)."""
    parts = [b"\x42", number_bytes(len(heads))] + list(heads)
    parts += [number_bytes(0), number_bytes(0), number_bytes(len(changes))]
    for change in changes:
        parts += [number_bytes(len(change)), change]
    return b"".join(parts)


class Writer:
    """One writer's document."""

    def __init__(self, number):
        self.document = core.Document(bytes([number + 1] * 16))
        self.made = []
        self.taken = []

    def create(self, reference):
        with self.document.transaction() as transaction:
            self.made.append(transaction.put_object(core.ROOT, reference, core.ObjType.Map))

    def set(self, task, field, value):
        kind = core.ScalarType.Str if isinstance(value, str) else core.ScalarType.Int
        with self.document.transaction() as transaction:
            transaction.put(self.made[task], field, kind, value)

    def update(self):
        """What was written since this was last asked, as it travels."""
        changes = [change.raw_bytes for change in self.document.get_changes(self.taken)]
        self.taken = self.document.get_heads()
        return message(self.taken, changes)


class Replica:
    """A document that takes others' updates in."""

    def __init__(self):
        self.document = core.Document()
        self.peer = core.SyncState()

    def take(self, update):
        if update[0] == 0x42:
            self.document.receive_sync_message(self.peer, core.Message.decode(update))
        else:
            self.document = core.Document.load(update)

    def whole(self):
        """The whole history, compressed by columns, as a new replica gets it."""
        return self.document.save()

    state = whole

    def count(self):
        return len(self.document.keys(core.ROOT))

    def greet(self):
        return self.document.generate_sync_message(core.SyncState()).encode()

    def answer(self, greeting):
        peer = core.SyncState()
        self.document.receive_sync_message(peer, core.Message.decode(greeting))
        answer = self.document.generate_sync_message(peer)
        return answer.encode() if answer else b""


def session(one, other):
    """Automerge's own sync protocol, until both are silent."""
    states = [core.SyncState(), core.SyncState()]
    documents = [one.document, other.document]
    sent, trips = [0, 0], 0
    for turn in range(100):
        side = turn % 2
        letter = documents[side].generate_sync_message(states[side])
        if letter is None:
            if turn > 1:
                break
            continue
        sent[side] += len(letter.encode())
        trips += side
        documents[1 - side].receive_sync_message(states[1 - side], letter)
    return sent[0], sent[1], max(trips, 1)
