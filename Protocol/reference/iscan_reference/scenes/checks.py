"""One line a check, and a closing line."""

import time
from collections.abc import Callable


class Checks:
    """Counts what held and what did not."""

    def __init__(self) -> None:
        self.passed = self.failed = 0
        self.begun = time.monotonic()

    def that(self, name: str, holds: object, detail: object = "") -> None:
        """Prints whether something holds; goes on either way."""
        if holds:
            self.passed += 1
            print(f"passed  {name}", flush=True)
        else:
            self.failed += 1
            print(f"failed  {name}: {detail}", flush=True)

    def equal(self, name: str, found: object, wanted: object) -> None:
        self.that(name, found == wanted, f"found {found!r}, wanted {wanted!r}")

    def refuses(self, name: str, code: str, work: Callable[[], object]) -> None:
        """Passes if the work is refused with a code."""
        from ..wire.refused import Refused

        try:
            work()
        except Refused as refused:
            self.equal(name, refused.code, code)
        else:
            self.that(name, False, f"not refused with {code}")

    def close(self) -> int:
        """Prints the closing line; the exit code."""
        seconds = time.monotonic() - self.begun
        print(f"{self.passed} passed, {self.failed} failed  ({seconds:.0f} s)")
        return 1 if self.failed else 0
