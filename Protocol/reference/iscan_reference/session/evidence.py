"""Evidence of a log that was continued in two ways (Session.md, "Forks")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..logs.commit import commit_hash, sealed_bytes
from ..logs.fork import LINKS_MAX, proves_fork
from ..replica.log import HeldLog
from ..wire.keys import verifies
from ..wire.message import Message
from ..wire.refused import require

if TYPE_CHECKING:
    from .exchange import Exchange


def seals_of(scope: bytes, log: HeldLog, counter: int) -> Message | None:
    """This peer's hash at a counter, its next seal, and the chain between."""
    sealed = min((each for each in log.seals if each >= counter), default=0)
    if not 1 <= counter <= log.counter or not sealed or sealed - counter > LINKS_MAX:
        return None
    links = [
        Message("ChainLink", header=commit.raw.header, payload_digest=commit.raw.digest)
        for commit in log.commits[counter:sealed]
    ]
    return Message(
        "LogSeals",
        scope_id=scope,
        log_index=log.index,
        counter=counter,
        hash=log.hash_at(counter),
        seal=Message("Seal", counter=sealed, signature=log.seals[sealed]),
        link=links,
    )


class Evidence:
    """What is shown and seen of forks in one scope of a session."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.shown: set[tuple[int, int]] = set()  # Where this peer has sent its seals.

    def show(self, index: int, counter: int) -> None:
        log = self.exchange.scope.logs[index]
        mine = seals_of(self.exchange.name, log, counter)
        if mine is not None and (index, counter) not in self.shown:
            self.shown.add((index, counter))
            self.exchange.session.send("log_seals", mine)

    def take_seals(self, theirs: Message) -> None:
        """Their side; with another hash than this peer's it makes a proof."""
        index, counter = theirs["log_index"], theirs["counter"]
        log = self.exchange.scope.logs.get(index)
        mine = seals_of(self.exchange.name, log, counter) if log is not None else None
        if log is None or mine is None:
            dot = Message("Dot", log_index=index, counter=counter)
            missing = Message(
                "Verdict", scope_id=self.exchange.name, dot=dot, reason="evidence-missing"
            )
            self.exchange.session.send("verdict", missing)
            return
        self._check(theirs, log)
        if theirs["hash"] == mine["hash"]:
            return
        first, second = (mine, theirs) if not mine["link"] else (theirs, mine)
        proof = Message(
            "ForkProof",
            log_index=index,
            counter=counter,
            first_hash=first["hash"],
            first_seal=first["seal"]["signature"],
            second_hash=second["hash"],
            second_seal=second["seal"]["signature"],
            second_link=second["link"],
        )
        if not first["link"] and proves_fork(proof, log.genesis):
            self.exchange.session.summary.forks.append(proof)
            found = Message("ForkFound", scope_id=self.exchange.name, proof=proof)
            self.exchange.session.send("fork_found", found)
        self.show(index, counter)

    def _check(self, theirs: Message, log: HeldLog) -> None:
        end, head = theirs["counter"], theirs["hash"]
        for link in theirs["link"]:
            end += 1
            head = commit_hash(log.genesis.log, end, head, link["header"], link["payload_digest"])
        seal = theirs["seal"] or Message("Seal")
        signed = sealed_bytes(log.genesis.log, end, head)
        good = seal["counter"] == end and verifies(log.genesis.key, seal["signature"], signed)
        require(good, "protocol-violation", "a seal that is not good")

    def take_proof(self, content: Message) -> None:
        """Somebody found a fork; it must prove itself."""
        proof = content["proof"] or Message("ForkProof")
        log = self.exchange.scope.logs.get(proof["log_index"])
        holds = log is not None and proves_fork(proof, log.genesis)
        require(holds, "protocol-violation", "a fork that is not proven")
        self.exchange.session.summary.forks.append(proof)
