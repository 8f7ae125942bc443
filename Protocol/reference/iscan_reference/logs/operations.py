"""The operations of a commit's payload (Logs.md, "Commits", the last two paragraphs)."""

from ..wire.message import Message, read, record
from ..wire.reader import Reader
from ..wire.refused import Refused, require
from .genesis import check_field

WITH_VALUE = ("set", "add_element", "append")
VALUE_BYTES_MAX = 16_384


def operations(payload: bytes, own: int) -> tuple[Message, ...]:
    """Reads a payload; refuses it as a whole if one operation breaks a rule.

    - own: the log index of the commit, for which names may have 0.
    """
    found = tuple(record(payload, "Operations")["operation"])
    require(found, "commit-operations-missing")
    require(len(found) <= 256, "commit-operations-too-many")
    places: set[tuple[int, ...]] = set()
    for operation in found:
        _check(operation, own, places)
    return found


def object_name(name: Message) -> tuple[int, int, int]:
    return (name["log_index"], name["counter"], name["operation_index"])


def is_known(operation: Message) -> bool:
    """Whether this release understands the operation and its value."""
    action = operation.chosen("action")
    if action is None:
        return False
    value = operation[action]["value"] if action in WITH_VALUE else None
    return value is None or value.chosen("kind") is not None


def later_operation(operation: Message) -> tuple[int, Message | None]:
    """The number of an operation that is not understood, and its object if field 1 names it."""
    action = operation.chosen("action")
    if action is not None:
        return operation.shape.fields[action].number, operation[action]["object"]
    number, content = operation.unknown[0]
    return number, _name_in(content)


def _name_in(content: bytes | None) -> Message | None:
    """The first field 1 of a message of unknown shape, if it is a name."""
    if content is None:
        return None
    reader = Reader(content)
    try:
        while not reader.at_end:
            number, wire_type = reader.tag()
            value = reader.value(wire_type)
            if (number, wire_type) == (1, 2):
                return read(value, "ObjectName")
    except Refused:
        pass
    return None


def _check(operation: Message, own: int, places: set[tuple[int, ...]]) -> None:
    action = operation.chosen("action")
    if action is None:
        check_field(operation.unknown, "action")
        return
    body = operation[action]
    if action != "create":
        check_field(body["object"] is not None, "object")
    sizes = []
    if action in WITH_VALUE:
        value = body["value"]
        check_field(value is not None, "value")
        if (kind := value.chosen("kind")) is None:
            check_field(value.unknown, "value")
            return
        if kind in ("text", "code", "content"):
            sizes.append(value[kind])
    for name in ("reference", "resolution_note", "content"):
        if name in body.shape.fields:
            sizes.append(body[name])
    for text in sizes:
        size = len(text.encode() if isinstance(text, str) else text)
        require(size <= VALUE_BYTES_MAX, "commit-value-too-large")
    if action == "set":
        index, counter, made_by = object_name(body["object"])
        place = (index or own, counter, made_by, body["field"])
        require(place not in places, "commit-field-set-twice")
        places.add(place)
