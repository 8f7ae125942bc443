"""Protobuf's wire format, read strictly (Logs.md, "Reading strictly")."""

from typing import Any

from .refused import Refused, require


class Reader:
    """Walks through the bytes of one record."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.offset = 0

    @property
    def at_end(self) -> bool:
        return self.offset == len(self.data)

    def number(self) -> int:
        """A variable-length number of at most 64 bits in its shortest form."""
        result = 0
        for place in range(10):
            require(self.offset < len(self.data), "record-truncated")
            byte = self.data[self.offset]
            require(place < 9 or byte <= 1, "record-number-not-minimal")
            self.offset += 1
            result |= (byte & 0x7F) << (7 * place)
            if byte < 0x80:
                require(place == 0 or byte != 0, "record-number-not-minimal")
                return result
        raise Refused("record-number-not-minimal")

    def tag(self) -> tuple[int, int]:
        """A field number and a wire type."""
        both = self.number()
        number, wire_type = both >> 3, both & 7
        require(1 <= number < 2**29 and wire_type in (0, 1, 2, 5), "record-tag-invalid")
        return number, wire_type

    def take(self, count: int) -> bytes:
        require(count <= len(self.data) - self.offset, "record-truncated")
        self.offset += count
        return self.data[self.offset - count : self.offset]

    def value(self, wire_type: int) -> Any:
        """The content of a field: a number for wire type 0, else bytes."""
        if wire_type == 0:
            return self.number()
        return self.take(self.number() if wire_type == 2 else 8 if wire_type == 1 else 4)
