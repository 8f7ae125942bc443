"""Commits in frames: runs as they are made and taken apart (Session.md, "Logs")."""

from ..logs.commit import CommitBytes
from ..logs.run import Seal
from ..replica.log import HeldLog
from ..wire.message import Message, read
from ..wire.packing import pack, unpack
from ..wire.refused import require

RUN_COMMITS_MAX = 256
RUN_BYTES_MAX = 512 * 1024
UNPACKED_BYTES_MAX = 589_824


def taken_apart(run: Message) -> tuple[list[CommitBytes], list[Seal]]:
    """The commits and seals of a `LogRun`, packed or not."""
    content = run
    if run["packed"]:
        both = run["commit"] or run["seal"]
        require(not both, "protocol-violation", "packed and unpacked")
        plain = unpack(run["packed"], run["unpacked_length"], UNPACKED_BYTES_MAX)
        content = read(plain, "RunContent")
        counted = len(content["commit"]) == run["packed_count"]
        require(counted, "protocol-violation", "another number of commits than was said")
    commits = [CommitBytes.of(each) for each in content["commit"]]
    return commits, [(each["counter"], each["signature"]) for each in content["seal"]]


def run_of(number: int, log: HeldLog, first: int, last: int) -> Message:
    """As many commits of a log as one run carries, up to the last seal among them."""
    part, size = list[CommitBytes](), 0
    for commit in log.commits[first - 1 : min(last, first - 1 + RUN_COMMITS_MAX)]:
        size += commit.raw.size
        if part and size > RUN_BYTES_MAX:
            break
        part.append(commit.raw)
    sealed = [c for c in log.seals if first <= c < first + len(part)]
    if sealed:
        part = part[: max(sealed) - first + 1]
    seals = [Message("Seal", counter=c, signature=log.seals[c]) for c in sealed[-1:]]
    content = Message("RunContent", commit=[each.message() for each in part], seal=seals)
    run = Message("LogRun", scope_number=number, log_index=log.index, first=first)
    plain = bytes(content)
    packed = pack(plain) if len(part) > 1 else None
    if packed is not None:
        run["packed"], run["packed_count"], run["unpacked_length"] = packed, len(part), len(plain)
    else:
        run["commit"], run["seal"] = content["commit"], seals
    return run
