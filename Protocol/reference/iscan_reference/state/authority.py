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
    redaction = control.redactions.get(commit.dot)
    if redaction is not None and not redaction["remainder"]:
        return "withdrawn"
    return None


def is_beyond(commit: Commit, cut: Cut) -> bool:
    """Whether a commit comes after its log's end, or stands in the end's place."""
    if commit.counter == cut.counter:
        return commit.hash != cut.hash
    return commit.counter > cut.counter


def effective_context(commit: Commit, control: Control) -> Context:
    """What the author had seen, so far as it still counts, and its own log before."""
    reissue = commit.reissue
    if reissue is None:
        seen = dict(commit.author.context)
        own_before = commit.counter - 1
    else:
        seen = {index: counter for index, counter in reissue.context.items() if index}
        own_before = reissue.context.get(0, 0)
    _blur_forks(seen, commit, control)
    for index, cut in control.cuts.items():
        if index in seen:
            seen[index] = min(seen[index], cut.counter)
    seen[commit.log_index] = own_before
    return seen


def _blur_forks(seen: Context, commit: Commit, control: Control) -> None:
    """Of two commits with one name nobody can say which was seen.

    Whoever wrote before the verdict and had seen the place of the fork is held to have seen only
    what is before it; so nothing unseen can be replaced.
    """
    for sequence, verdict in control.verdicts:
        index, fork = verdict["accepted"]["log_index"], verdict["fork_counter"]
        if commit.log_index != index and commit.author.control < sequence:
            if seen.get(index, 0) >= fork:
                seen[index] = fork - 1
