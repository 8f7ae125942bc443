"""How this peer says no."""


class Refused(Exception):
    """Bytes that break a rule; `code` is the one that every implementation gives."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code


def require(condition: object, code: str, detail: str = "") -> None:
    """Refuses with `code` unless the condition holds."""
    if not condition:
        raise Refused(code, detail)
