"""A node whose database was copied, and both copies write: the log is continued in two ways."""

from ..logs.fork import proves_fork
from ..replica import tasks
from ..replica.peer import Peer
from ..replica.scope import Scope
from .checks import Checks
from .region import Region, enrol, synchronise
from .together import GROUP

ACTOR = "officer"


def group_of(peer: Peer) -> Scope:
    return next(scope for scope in peer.scopes.values() if scope.genesis.kind == GROUP)


def clones(checks: Checks, region: Region) -> None:
    """The hub finds the fork out at once, and takes nothing of the second way."""
    first = enrol(region, "Cloned", "CLO", "E07000904")
    synchronise(first)
    second = first.copied()
    first.write(group_of(first), [tasks.create("CLO-T-0001")], ACTOR)
    second.write(group_of(second), [tasks.create("CLO-T-0002")], ACTOR)
    checks.equal("the first copy is taken", synchronise(first).verdicts, [])
    summary = synchronise(second)
    reasons = {each["reason"] for each in summary.verdicts}
    checks.equal("the second copy is found out", reasons, {"fork-detected"})
    log = group_of(second).logs[_own(second)]
    proven = [proof for proof in summary.forks if proves_fork(proof, log.genesis)]
    checks.that("with a proof that needs nobody's word", proven)


def _own(peer: Peer) -> int:
    writer = group_of(peer).writer
    assert writer is not None and writer.log is not None
    return writer.log.index
