"""Which commits count, and what their authors are held to have seen."""

from ..logs.commit import Commit, Context
from ..logs.control import Control, Cut
from ..wire.message import Message


def void_by_control(commit: Commit, control: Control) -> str | None:
    """Why a commit has no effect whatever the scope's rules are; nothing if it has."""
    cut = control.cuts.get(commit.log_index)
    if cut is not None and is_beyond(commit, cut):
        return "beyond-cut"
    sequence = commit.author.control
    if sequence and control.hashes[sequence] != commit.author.control_hash:
        return "control-record-unknown"
    withdrawn = redaction(commit, control)
    if withdrawn is not None and not withdrawn["remainder"]:
        return "withdrawn"
    again = commit.reissue
    if again is not None:
        orphan = control.logs.get(again.log_index)
        owner = control.logs[commit.log_index].node
        if orphan is None or orphan.node != owner or again.log_index not in control.cuts:
            return "repeat-misplaced"
    return None


def redaction(commit: Commit, control: Control) -> Message | None:
    """The decision that withdrew a commit's payload; it counts for the payload that it names."""
    found = control.redactions.get(commit.dot)
    fits = found is not None and found["payload_digest"] == commit.raw.digest
    return found if fits else None


def is_beyond(commit: Commit, cut: Cut) -> bool:
    """Whether a commit comes after its log's end, or stands in the end's place."""
    if commit.counter == cut.counter:
        return commit.hash != cut.hash
    return commit.counter > cut.counter


def bounded(context: Context, sequence: int, control: Control) -> Context:
    """A context as it is read under this control log.

    Beyond a log's end nothing counts. Of two commits with one name nobody can say which was seen:
    whoever wrote without knowing of the verdict is held to have seen only what is certain; so
    nothing unseen can be replaced.
    """
    seen = dict(context)
    for fork in control.forks:
        if sequence < fork.sequence and fork.log_index in seen:
            seen[fork.log_index] = min(seen[fork.log_index], fork.certain)
    for index, cut in control.cuts.items():
        if index in seen:
            seen[index] = min(seen[index], cut.counter)
    return seen


def required_past(commit: Commit, control: Control) -> Context:
    """What must be folded before a commit can be."""
    past = bounded(commit.author.context, commit.author.control, control)
    return past | {commit.log_index: commit.counter - 1}


def effective_context(commit: Commit, control: Control) -> Context:
    """What the author had seen when the operations were made: decides what they replace."""
    reissue = commit.reissue
    if reissue is None:
        return required_past(commit, control)
    others = {index: counter for index, counter in reissue.context.items() if index}
    seen = bounded(others, commit.author.control, control)
    return seen | {commit.log_index: reissue.context.get(0, 0)}
