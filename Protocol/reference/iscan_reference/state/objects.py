"""Shared objects as they live: siblings, elements, entries, chunks."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..logs.commit import Dot
from ..wire.message import Message

ObjectName = tuple[int, int, int]  # Log index, counter, operation index.
Place = tuple[int, int, int]  # A dot and an operation index.
Value = tuple[str, str | int | bool | bytes]  # Its kind as the .proto names it, and what it is.


def value_of(message: Message) -> Value:
    kind = message.chosen("kind")
    assert kind is not None
    return (kind, message[kind])


@dataclass(frozen=True)
class Written:
    """A value that stands, with when and by whom it was written."""

    value: Value
    time: int
    actor: str
    replaced: tuple[Dot, ...] = ()  # Of a sibling: what it took away.


@dataclass(frozen=True)
class Chunk:
    """Part of an object's bulk content."""

    dot: Dot
    content: bytes


@dataclass
class Field:
    """One field: values by dot; elements of a set and entries of a list by dot and operation."""

    siblings: dict[Dot, Written] = field(default_factory=dict)
    elements: dict[Place, Written] = field(default_factory=dict)
    entries: dict[Place, Written] = field(default_factory=dict)

    @property
    def values(self) -> set[Value]:
        return {each.value for each in self.siblings.values()}

    @property
    def is_conflict(self) -> bool:
        return len(self.values) > 1

    @property
    def shown(self) -> Value | None:
        """What is shown meanwhile: the greatest hybrid time, then dot. It decides nothing."""
        if not self.siblings:
            return None
        dot = max(self.siblings, key=lambda d: (self.siblings[d].time, d))
        return self.siblings[dot].value


@dataclass
class Object:
    """One shared object."""

    name: ObjectName
    kind: int
    reference: str
    time: int
    actor: str
    needs_newer: bool = False
    fields: dict[int, Field] = field(default_factory=dict)
    chunks: dict[tuple[int, Dot], Chunk] = field(default_factory=dict)

    def field(self, number: int) -> Field:
        return self.fields.setdefault(number, Field())

    def elements(self, number: int) -> set[Value]:
        found = self.fields.get(number, Field())
        return {each.value for each in found.elements.values()}

    def conflicts(self) -> Iterable[tuple[int, Field]]:
        return ((n, f) for n, f in sorted(self.fields.items()) if f.is_conflict)
