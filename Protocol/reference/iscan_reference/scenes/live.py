"""A session that stays: what is new goes both ways without being asked for."""

from ..replica import tasks
from ..replica.scope import Scope
from ..session.initiator import Session
from ..session.transport import Stream
from .checks import Checks
from .together import Together


def live(checks: Checks, scene: Together) -> None:
    peer, group = scene.peer, scene.group
    with Stream(peer.invitation, peer.member, peer.keys) as line:
        session = Session(peer, line, stays=True)
        session.stay()
        checks.that("goes live", session.is_live)
        made = peer.write(group, [tasks.create("REF-T-0300")], "officer")
        session.push()

        def has_receipt() -> bool:
            receipt = session.summary.receipts.get(group.name)
            held = receipt.frontier if receipt else []
            return any(position[:2] == made.dot for position in held)

        session.until(has_receipt)
        checks.that("a receipt follows what was pushed", has_receipt())
        before = _held(group)
        new = scene.node.run("task", "new", "--title", "Live", "--as", "officer", "--json").json
        scene.node.run("task", "share", new["reference"], "--as", "officer")
        scene.node.synchronise()
        session.until(lambda: _held(group) > before)
        title = scene.task(new["reference"]).field(tasks.TITLE).shown
        checks.equal("the node's task comes unasked", title, ("text", "Live"))
        session.close()


def _held(scope: Scope) -> int:
    return sum(log.counter for log in scope.logs.values())
