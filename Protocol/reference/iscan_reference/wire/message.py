"""Messages: read strictly by the shapes of the .proto files, and written once."""

from collections.abc import Iterator
from typing import Any

from .reader import Reader
from .refused import Refused, require
from .schema import SCALARS, Field, Shape, shapes

NUMBERS = {"uint32", "uint64", "sint32", "sint64", "bool", "enum"}
DEFAULTS: dict[str, Any] = {"string": "", "bytes": b"", "bool": False}


class Message:
    """A message's fields by name. A field that is absent has its default; a message has none."""

    def __init__(self, shape: str, **fields: Any) -> None:
        self.shape: Shape = shapes()[shape]
        self.fields: dict[str, Any] = {}
        self.unknown: list[tuple[int, bytes | None]] = []  # Of a later release: number, content.
        for name, value in fields.items():
            self[name] = value

    def __getitem__(self, name: str) -> Any:
        known = self.shape.fields[name]
        if name in self.fields:
            return self.fields[name]
        if known.repeated:
            return []
        return DEFAULTS.get(known.kind, 0 if known.kind in NUMBERS else None)

    def __setitem__(self, name: str, value: Any) -> None:
        if name not in self.shape.fields:
            raise KeyError(f"{self.shape.name} has no field {name}")
        self.fields[name] = value

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def chosen(self, choice: str) -> str | None:
        """Which field of a oneof is there."""
        names = (n for n in self.fields if self.shape.fields[n].choice == choice)
        return next(names, None)

    def __bytes__(self) -> bytes:
        return b"".join(_written(self))


def read(data: bytes, shape: str) -> Message:
    """Reads a message strictly."""
    reader, message, chosen = Reader(data), Message(shape), set[str]()
    while not reader.at_end:
        number, wire_type = reader.tag()
        known = message.shape.by_number.get(number)
        if known is None:
            raw = reader.value(wire_type)
            message.unknown.append((number, raw if wire_type == 2 else None))
            continue
        require(wire_type == (0 if known.kind in NUMBERS else 2), "record-wire-type-wrong")
        if known.choice:
            require(known.choice not in chosen, "record-field-repeated")
            chosen.add(known.choice)
        require(known.repeated or known.name not in message, "record-field-repeated")
        value = _value(reader.value(wire_type), known)
        if known.repeated:
            message.fields.setdefault(known.name, []).append(value)
        else:
            message.fields[known.name] = value
    return message


def record(data: bytes, shape: str) -> Message:
    """Reads a genesis, a control record or a payload: at most 65,536 bytes."""
    require(len(data) <= 65_536, "record-too-large")
    return read(data, shape)


def _value(raw: Any, known: Field) -> Any:
    match known.kind:
        case "uint32" | "enum" | "sint32":
            require(raw < 2**32, "record-number-too-large")
        case "bool":
            require(raw <= 1, "record-number-too-large")
            return bool(raw)
        case "string":
            try:
                return raw.decode()
            except UnicodeDecodeError:
                raise Refused("record-text-not-utf8") from None
        case kind if kind not in SCALARS:
            return read(raw, kind)
    return (raw >> 1) ^ -(raw & 1) if known.kind.startswith("sint") else raw


def _written(message: Message) -> Iterator[bytes]:
    """Fields in order of their numbers, defaults left out; so one message has one form."""
    for number in sorted(message.shape.by_number):
        known = message.shape.by_number[number]
        if known.name not in message.fields:
            continue
        value = message.fields[known.name]
        for item in value if known.repeated else [value]:
            yield from _written_field(known, item)


def _written_field(known: Field, item: Any) -> Iterator[bytes]:
    if known.kind in NUMBERS:
        number = int(item)
        if known.kind.startswith("sint"):
            number = number << 1 if number >= 0 else ~(number << 1)
        # Of a oneof the default is written too: it says which field was chosen.
        if number or known.choice:
            yield leb128(known.number << 3) + leb128(number)
        return
    content = item.encode() if isinstance(item, str) else bytes(item)
    if content or known.choice or known.repeated or isinstance(item, Message):
        yield leb128(known.number << 3 | 2) + leb128(len(content)) + content


def leb128(number: int) -> bytes:
    """A number from 0 in protobuf's variable length, in its shortest form."""
    parts = bytearray()
    while number >= 0x80:
        parts.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(parts + bytes([number]))
