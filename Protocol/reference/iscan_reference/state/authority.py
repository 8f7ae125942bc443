"""Which commits count, and what their authors are held to have seen."""

from ..logs.commit import Commit, Context
from ..logs.control import Control, Cut


def void_reason(commit: Commit, control: Control) -> str | None:
    """Why a commit has no effect; nothing if it has."""
    cut = control.cuts.get(commit.log_index)
    if cut is not None and is_beyond(commit, cut):
        return "beyond-cut"
    sequence = commit.author.control
    if sequence and control.hashes[sequence] != commit.author.control_hash:
        return "control-record-unknown"
    return None


def is_beyond(commit: Commit, cut: Cut) -> bool:
    """Whether a commit comes after its log's end, or stands in the end's place."""
    if commit.counter == cut.counter:
        return commit.hash != cut.hash
    return commit.counter > cut.counter


def effective_context(commit: Commit, control: Control) -> Context:
    """What the author had seen, so far as it still counts, and its own log before."""
    seen = dict(commit.author.context)
    for index, cut in control.cuts.items():
        if index in seen:
            seen[index] = min(seen[index], cut.counter)
    seen[commit.log_index] = commit.counter - 1
    return seen
