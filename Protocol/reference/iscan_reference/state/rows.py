"""A scope's state as rows of bytes, and its hash."""

from collections.abc import Iterator

from ..logs.commit import Dot
from ..wire.message import leb128
from .merkle import tree_head
from .objects import Object, Value, Written

HEADER, REGISTER, ELEMENT, ENTRY, CONTENT = 1, 2, 3, 4, 5
VALUE_KINDS = {"text": 1, "number": 2, "truth": 3, "day": 4, "code": 5, "content": 6}
Row = tuple[bytes, bytes]  # Key and value.


def ordered(*numbers: int) -> bytes:
    """Numbers so that greater ones are greater bytes: u8 length ‖ the bytes of each."""
    parts = bytearray()
    for number in numbers:
        length = (number.bit_length() + 7) // 8
        parts += bytes([length]) + number.to_bytes(length, "big")
    return bytes(parts)


def counted(content: str | bytes) -> bytes:
    """A text or bytes: length, then content."""
    raw = content.encode() if isinstance(content, str) else content
    return leb128(len(raw)) + raw


def _value(value: Value) -> bytes:
    kind, content = value
    head = bytes([VALUE_KINDS[kind]])
    if isinstance(content, bool):
        return head + bytes([content])
    if isinstance(content, int):
        return head + leb128(content << 1 if content >= 0 else ~(content << 1))
    return head + counted(content)


def _item(item: Written) -> bytes:
    return _value(item.value) + leb128(item.time) + counted(item.actor)


def _register(siblings: dict[Dot, Written]) -> bytes:
    parts = [leb128(len(siblings))]
    parts += [leb128(d[0]) + leb128(d[1]) + _item(siblings[d]) for d in sorted(siblings)]
    return b"".join(parts)


def _rows_of(found: Object) -> Iterator[Row]:
    name = ordered(*found.name)
    header = leb128(found.kind) + counted(found.reference) + leb128(found.time)
    yield (
        name + bytes([HEADER]),
        header + counted(found.actor) + bytes([found.needs_newer]),
    )
    for number, field in found.fields.items():
        if field.siblings:
            yield name + bytes([REGISTER]) + ordered(number), _register(field.siblings)
        for part, items in ((ELEMENT, field.elements), (ENTRY, field.entries)):
            for place, item in items.items():
                yield name + bytes([part]) + ordered(number, *place), _item(item)
    for (index, dot), chunk in found.chunks.items():
        yield name + bytes([CONTENT]) + ordered(index, *dot), chunk.content


def rows(objects: dict[tuple[int, int, int], Object]) -> list[Row]:
    """Every row of a scope, ascending by key."""
    return sorted(row for found in objects.values() for row in _rows_of(found))


def row_bytes(row: Row) -> bytes:
    """A row as it is hashed and as a snapshot carries it."""
    return counted(row[0]) + counted(row[1])


def state_hash(objects: dict[tuple[int, int, int], Object]) -> bytes:
    return tree_head([row_bytes(row) for row in rows(objects)])
