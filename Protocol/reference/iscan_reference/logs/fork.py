"""Proof that a log was continued in two ways (Logs.md, "Forks")."""

from ..wire.keys import verifies
from ..wire.message import Message
from .commit import commit_hash, sealed_bytes
from .genesis import LogGenesis

LINKS_MAX = 1_024


def proves_fork(proof: Message, log: LogGenesis) -> bool:
    """Whether two seals of one log stand over different histories."""
    counter, first, second = proof["counter"], proof["first_hash"], proof["second_hash"]
    links = proof["second_link"]
    if counter < 1 or first == second or len(first) != 32 or len(second) != 32:
        return False
    if len(links) > LINKS_MAX:
        return False
    end, head = counter, second
    for link in links:
        end += 1
        head = commit_hash(log.log, end, head, link["header"], link["payload_digest"])
    return verifies(log.key, proof["first_seal"], sealed_bytes(log.log, counter, first)) and (
        verifies(log.key, proof["second_seal"], sealed_bytes(log.log, end, head))
    )
