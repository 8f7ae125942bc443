"""Tasks as shared objects: the operations that make and change one (Records.md)."""

from ..logs.commit import Dot
from ..state.objects import ObjectName
from ..wire.message import Message

TASK = 1
TITLE, DESCRIPTION, STATUS, DUE, OWNER = 1, 2, 3, 4, 5
PRIORITY, PARTNERS, TAGS, JOURNAL = 7, 20, 21, 30


def _object(name: ObjectName) -> Message:
    return Message("ObjectName", log_index=name[0], counter=name[1], operation_index=name[2])


def _value(kind: str, content: str | int | bytes) -> Message:
    return Message("Value", **{kind: content})


def create(reference: str) -> Message:
    return Message("Operation", create=Message("Create", kind=TASK, reference=reference))


def put(name: ObjectName, field: int, kind: str, content: str | int | bytes) -> Message:
    """Gives a field a value in place of everything that its author has in view."""
    body = Message(
        "Set", object=_object(name), field=field, value=_value(kind, content), all_in_context=True
    )
    return Message("Operation", set=body)


def decide(
    name: ObjectName, field: int, kind: str, content: str, replaces: list[Dot], note: str
) -> Message:
    """A person's decision on a conflict: names each value that it replaces."""
    dots = [Message("Dot", log_index=i, counter=n) for i, n in sorted(replaces)]
    body = Message(
        "Set",
        object=_object(name),
        field=field,
        value=_value(kind, content),
        replaces=dots,
        resolves=True,
        resolution_note=note,
    )
    return Message("Operation", set=body)


def add(name: ObjectName, field: int, text: str) -> Message:
    body = Message("AddElement", object=_object(name), field=field, value=_value("text", text))
    return Message("Operation", add_element=body)


def append(name: ObjectName, field: int, text: str) -> Message:
    body = Message("Append", object=_object(name), field=field, value=_value("text", text))
    return Message("Operation", append=body)


def remove(name: ObjectName, field: int, replaces: list[Dot]) -> Message:
    dots = [Message("Dot", log_index=i, counter=n) for i, n in sorted(replaces)]
    body = Message("RemoveElement", object=_object(name), field=field, replaces=dots)
    return Message("Operation", remove_element=body)


def chunk(name: ObjectName, index: int, content: bytes) -> Message:
    body = Message("PutChunk", object=_object(name), index=index, content=content)
    return Message("Operation", put_chunk=body)
