"""A peer that never has a line takes part by files on a stick."""

from pathlib import Path

from ..bundles.carrying import CHANGES, REQUEST, Taken, export, take_in
from ..bundles.file import read_bundle
from ..enrolment.keyring import Keyring
from ..replica import tasks
from ..replica.peer import Peer
from ..wire.refused import Refused
from .checks import Checks
from .clones import group_of
from .region import Region, enrol
from .together import Together, folded

ACTOR = "officer"


class Sticks:
    """The hub at one end of the stick, this peer at the other."""

    def __init__(self, checks: Checks, region: Region) -> None:
        self.checks, self.region = checks, region
        self.peer: Peer = enrol(region, "Without a line", "STK", "E07000906")
        self.count = 0
        self.hub_key = b""

    def file(self) -> Path:
        self.count += 1
        return self.region.folder / f"stick-{self.count}.iscan"

    def from_hub(self) -> Taken:
        path = self.file()
        self.at_hub("export", "--to", "STK", "--output", str(path))
        taken = take_in(self.peer, path.read_bytes())
        self.hub_key = taken.manifest["creator_bundle_key"]
        return taken

    def to_hub(self, purpose: int = CHANGES) -> Path:
        path = self.file()
        path.write_bytes(export(self.peer, {self.peer.hub: self.hub_key}, purpose))
        return path

    def at_hub(self, *words: str) -> None:
        self.region.run("sync", *words, "--home", str(self.region.folder / "hub"))

    def import_at_hub(self, path: Path) -> int:
        """The exit code of taking a file in at the hub."""
        home = str(self.region.folder / "hub")
        return self.region.attempt("sync", "import", str(path), "--home", home).status


def sticks(checks: Checks, scene: Together) -> None:
    stick = Sticks(checks, scene.region)
    peer = stick.peer
    taken = stick.from_hub()
    checks.equal("learns its scopes from a file", sorted(peer.scopes), sorted(peer.member.scopes))
    checks.that("and what others wrote", taken.commits > 0 and not taken.missing, taken)
    for scope in peer.scopes.values():
        peer.begin_log(scope)
    checks.equal("asks for its logs by file", stick.import_at_hub(stick.to_hub(REQUEST)), 0)
    stick.from_hub()
    admitted = [s.writer is not None and s.writer.is_admitted for s in peer.scopes.values()]
    checks.that("and they are admitted", all(admitted))
    group = group_of(peer)
    made = peer.write(group, [tasks.create("STK-T-0001")], ACTOR)
    carried = stick.to_hub()
    checks.equal("the hub takes its task from a file", stick.import_at_hub(carried), 0)
    checks.equal("and a second time, changing nothing", stick.import_at_hub(carried), 0)
    taken = stick.from_hub()
    checks.that("has the hub's receipt", group.name in taken.receipts)
    scene.node.synchronise()
    checks.that("the node shows the task", scene.node.task("STK-T-0001"))
    scene.node.run("task", "update", "STK-T-0001", "--owner", "depot", "--as", "officer")
    scene.exchange()
    stick.from_hub()
    owner = folded(group).of_reference("STK-T-0001").field(tasks.OWNER).shown
    checks.equal("and its answer comes by file", owner, ("text", "depot"))
    checks.equal("all hold the same", group.digest(), scene.group.digest())
    _damaged(checks, stick, carried)
    assert made.counter == 1


def _damaged(checks: Checks, stick: Sticks, carried: Path) -> None:
    whole = carried.read_bytes()
    for name, data in (
        ("one bit of it is flipped", whole[:-40] + bytes([whole[-40] ^ 1]) + whole[-39:]),
        ("it is cut short", whole[:-1]),
    ):
        path = stick.file()
        path.write_bytes(data)
        checks.equal(f"the hub refuses a file if {name}", stick.import_at_hub(path), 3)
    other = stick.file()
    stick.at_hub("export", "--to", "MIL", "--output", str(other))
    try:
        read_bundle(other.read_bytes(), Keyring().bundle)
    except Refused as refused:
        checks.equal("nobody else can open a file", refused.code, "bundle-for-others")
    else:
        checks.that("nobody else can open a file", False)
