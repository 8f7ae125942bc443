"""A node of the product and this peer share tasks through the hub, clash, and settle it."""

from typing import Any

from ..logs.commit import Dot
from ..replica import tasks
from ..replica.peer import Peer
from ..replica.scope import Scope
from ..state.fold import State, fold
from ..state.objects import Object
from .checks import Checks
from .region import Node, Region, enrol, synchronise

GROUP = 3
ACTOR = "officer"


def folded(scope: Scope) -> State:
    """What a scope has come to by this peer's own fold."""
    logs = (log.commits[: scope.counted(log.index)] for log in scope.logs.values())
    return fold(scope.control, logs)


class Together:
    """The scene; each method is one act."""

    def __init__(self, checks: Checks, region: Region) -> None:
        self.checks, self.region = checks, region
        self.peer: Peer = enrol(region, "Reference", "REF", "E07000903")
        self.node = Node(region, "Millbridge", "MIL", "E07000901")
        self.group: Scope

    def play(self) -> None:
        self.join()
        self.share_from_here()
        self.share_from_there()
        self.clash_settled_here()
        self.clash_settled_there()

    def join(self) -> None:
        checks, peer = self.checks, self.peer
        checks.that("enrols: the reply verifies", peer.member.scopes)
        summary = synchronise(peer)
        checks.equal("learns the reply's scopes", sorted(peer.scopes), sorted(peer.member.scopes))
        checks.equal("has a receipt for each", sorted(summary.receipts), sorted(peer.scopes))
        self.group = next(s for s in peer.scopes.values() if s.genesis.kind == GROUP)
        checks.equal("the group bears the region's name", self.group.genesis.name, self.region.name)
        admitted = (s.writer is not None and s.writer.is_admitted for s in peer.scopes.values())
        checks.that("has a log admitted in each scope", all(admitted))
        summary = synchronise(peer)
        checks.equal("a session without changes is one round trip", summary.round_trips, 1)
        self.node.synchronise()
        self.node.synchronise()
        synchronise(peer)
        checks.that("learns of the node's log", len(self.group.logs) >= 2)

    def share_from_here(self) -> None:
        name = (self.own, self.next, 0)
        operations = [
            tasks.create("REF-T-0001"),
            tasks.put(name, tasks.TITLE, "text", "Close the quarry's access"),
            tasks.put(name, tasks.STATUS, "code", "proposed"),
            tasks.put(name, tasks.DUE, "day", 20_000),
            tasks.add(name, tasks.TAGS, "quarry"),
            tasks.append(name, tasks.JOURNAL, "seen on Monday"),
        ]
        self.peer.write(self.group, operations, ACTOR, salt=bytes(range(16)))
        self.exchange()
        found = self.node.task("REF-T-0001")
        self.checks.equal(
            "the node shows this peer's task",
            self.shown(found, "title"),
            "Close the quarry's access",
        )

    def share_from_there(self) -> None:
        words = ["--title", "Count the lamps", "--owner", "lighting", "--priority", "2"]
        made = self.node.run("task", "new", *words, "--as", "officer", "--json").json
        reference = made["reference"]
        self.node.run("task", "share", reference, "--as", "officer")
        self.exchange()
        task = self.task(reference)
        self.checks.equal(
            "the node's task is here", task.field(tasks.TITLE).shown, ("text", "Count the lamps")
        )

    def clash_settled_here(self) -> None:
        task = self.task("REF-T-0001")
        self.write_apart(task, "gravel works", "parks manager")
        owner = self.task("REF-T-0001").field(tasks.OWNER)
        self.checks.equal(
            "both owners stand here",
            owner.values,
            {("text", "gravel works"), ("text", "parks manager")},
        )
        there = self.node.run("sync", "conflicts", "--json").json
        self.checks.equal("the node shows one conflict", len(there), 1)
        dots: list[Dot] = list(owner.siblings)
        decision = tasks.decide(task.name, tasks.OWNER, "text", "parks manager", dots, "agreed")
        self.peer.write(self.group, [decision], "chair")
        self.exchange()
        there = self.node.run("sync", "conflicts", "--json").json
        self.checks.equal("a decision made here settles it there", there, [])
        found = self.node.task("REF-T-0001")
        self.checks.equal("with the value decided", self.shown(found, "owner"), "parks manager")

    def clash_settled_there(self) -> None:
        reference = next(
            o.reference
            for o in folded(self.group).objects.values()
            if o.reference.startswith("MIL")
        )
        task = self.task(reference)
        self.peer.write(
            self.group, [tasks.put(task.name, tasks.DESCRIPTION, "text", "all of them")], ACTOR
        )
        words = ["--description", "those in the park", "--as", "officer"]
        self.node.run("task", "update", reference, *words)
        self.exchange()
        self.checks.equal(
            "a second conflict", len(self.task(reference).field(tasks.DESCRIPTION).values), 2
        )
        words = ["--field", "description", "--value", "those in the park"]
        self.node.run("sync", "resolve", reference, *words, "--comment", "agreed", "--as", "chair")
        self.exchange()
        found = self.task(reference).field(tasks.DESCRIPTION)
        self.checks.equal(
            "a decision made there settles it here", found.values, {("text", "those in the park")}
        )

    # Shorter words

    def write_apart(self, task: Object, here: str, there: str) -> None:
        """Two people give a task an owner without having seen each other's."""
        self.peer.write(self.group, [tasks.put(task.name, tasks.OWNER, "text", here)], ACTOR)
        self.node.run("task", "update", task.reference, "--owner", there, "--as", "officer")
        self.exchange()

    def exchange(self) -> None:
        """Everybody holds everything afterwards."""
        summary = synchronise(self.peer)
        if summary.verdicts:
            reasons = [each["reason"] for each in summary.verdicts]
            self.checks.that("the hub takes what this peer wrote", False, reasons)
        self.node.synchronise()
        synchronise(self.peer)

    def task(self, reference: str) -> Object:
        return folded(self.group).of_reference(reference)

    @property
    def own(self) -> int:
        assert self.group.writer is not None and self.group.writer.log is not None
        return self.group.writer.log.index

    @property
    def next(self) -> int:
        return self.group.logs[self.own].counter + 1

    @staticmethod
    def shown(task: dict[str, Any], field: str) -> object:
        return task["fields"].get(field)


def together(checks: Checks, region: Region) -> Together:
    scene = Together(checks, region)
    scene.play()
    return scene
