"""The messages as the .proto files declare them, read at run time.

So field numbers and names stand in one place. Only what our files use is understood: messages,
nested enums, oneofs and repeated fields.
"""

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

PROTO_FOLDER = Path(__file__).resolve().parents[3] / "iscan" / "sync" / "v1"
SCALARS = {"uint32", "uint64", "sint32", "sint64", "bool", "string", "bytes"}
TOKEN = re.compile(r"//[^\n]*|\"[^\"]*\"|[A-Za-z_][\w.]*|\d+|[{}=;<>]")


@dataclass(frozen=True)
class Field:
    """One field of a message."""

    name: str
    number: int
    kind: str  # One of SCALARS, "enum", or the name of a message.
    repeated: bool = False
    choice: str = ""  # The oneof that it belongs to.


@dataclass
class Shape:
    """One message's fields, by name and by number."""

    name: str
    fields: dict[str, Field] = field(default_factory=dict)
    by_number: dict[int, Field] = field(default_factory=dict)

    def add(self, new: Field) -> None:
        self.fields[new.name] = new
        self.by_number[new.number] = new


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens: list[str] = [t for t in TOKEN.findall(text) if not t.startswith("//")]
        self.place = 0
        self.shapes: dict[str, Shape] = {}
        self.enums: set[str] = set()

    def next(self) -> str:
        self.place += 1
        return self.tokens[self.place - 1]

    def file(self) -> None:
        while self.place < len(self.tokens):
            word = self.next()
            if word == "message":
                self.message()
            else:  # syntax, package, import
                while self.next() != ";":
                    pass

    def message(self) -> None:
        shape = Shape(self.next())
        self.shapes[shape.name] = shape
        self.next()
        self.members(shape, "")

    def members(self, shape: Shape, choice: str) -> None:
        while (word := self.next()) != "}":
            if word == "enum":
                self.enums.add(self.next())
                while self.next() != "}":
                    pass
            elif word == "oneof":
                name = self.next()
                self.next()
                self.members(shape, name)
            else:
                repeated = word == "repeated"
                kind = self.next() if repeated else word
                name, _, number, _ = (self.next() for _ in range(4))
                shape.add(Field(name, int(number), kind, repeated, choice))


@cache
def shapes() -> dict[str, Shape]:
    """Every message of the protocol by its name."""
    found: dict[str, Shape] = {}
    enums: set[str] = set()
    for path in sorted(PROTO_FOLDER.glob("*.proto")):
        parser = _Parser(path.read_text())
        parser.file()
        found |= parser.shapes
        enums |= parser.enums
    for shape in found.values():
        for known in list(shape.fields.values()):
            if known.kind in enums:
                shape.add(Field(known.name, known.number, "enum", known.repeated, known.choice))
            elif known.kind not in SCALARS and known.kind not in found:
                raise ValueError(f"{shape.name}.{known.name} is of no kind known here")
    return found
