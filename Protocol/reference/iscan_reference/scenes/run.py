"""All scenes, one after the other."""

import tempfile
import traceback
from pathlib import Path

from .checks import Checks
from .clones import clones
from .databases import databases
from .later import later
from .live import live
from .refusals import refusals
from .region import Region
from .sticks import sticks
from .strangers import strangers
from .together import together


def run(program: Path) -> int:
    """Runs the scenes against a built program; the exit code."""
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="iscan-reference-") as folder:
        region = Region(program.resolve(), Path(folder))
        try:
            region.start()
            scene = together(checks, region)
            later(checks, scene)
            databases(checks, scene)
            live(checks, scene)
            refusals(checks, scene)
            sticks(checks, scene)
            clones(checks, region)
            strangers(checks, region)
        except Exception:
            traceback.print_exc()
            checks.that("the scenes come to their end", False, "see above")
        finally:
            region.stop()
    return checks.close()
