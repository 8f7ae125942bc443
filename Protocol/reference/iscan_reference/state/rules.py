"""The rules of version 2: whose change an operation is (Logs.md, "Who may write what")."""

from collections.abc import Iterable

from ..logs.commit import Commit, Context
from ..logs.control import Control
from ..logs.operations import is_known, object_name
from ..wire.message import Message
from .objects import Object, ObjectName

TASK, RELEASE, RESOLUTION_NOTE, ATTACHMENT = 1, 2, 3, 4
STATUS, RATINGS = 3, range(40, 104)
BROADCAST = 4


def void_by_rules(
    commit: Commit,
    operations: Iterable[Message],
    seen: Context,
    control: Control,
    objects: dict[ObjectName, Object],
) -> str | None:
    """Why a commit has no effect by the rules that it is judged by; nothing if it has."""
    if control.rules_for(commit.dot, commit.author.control) < 2:
        return None
    node = control.logs[commit.log_index].node
    if control.genesis.kind == BROADCAST and node != control.joined[0]:
        return "not-keeper"
    made: dict[ObjectName, int] = {}
    for place, operation in enumerate(operations):
        action = operation.chosen("action")
        if not is_known(operation) or action is None:
            continue
        body = operation[action]
        if action == "create":
            made[(*commit.dot, place)] = body["kind"]
            continue
        index, counter, by = object_name(body["object"])
        name = (index or commit.log_index, counter, by)
        kind = made.get(name)
        if name in objects and counter <= seen.get(name[0], 0):
            kind = objects[name].kind
        if kind is not None and not _may(node, action, body, kind, name, control):
            return "not-entitled"
    return None


def _may(
    node: bytes, action: str, body: Message, kind: int, name: ObjectName, control: Control
) -> bool:
    """Whether every line that speaks of an operation lets it pass."""
    maker = control.logs[name[0]].node
    is_maker = _partnership(maker, control) == _partnership(node, control)
    is_keeper = bool(node == control.joined[0])
    if kind in (RELEASE, RESOLUTION_NOTE, ATTACHMENT):
        return is_maker
    if kind != TASK or action == "put_chunk":
        return True
    field = body["field"]
    if action == "set":
        withdraws = field == STATUS and body["value"]["code"] == "withdrawn"
        if (withdraws or body["resolves"]) and not (is_maker or is_keeper):
            return False
    if field in RATINGS:
        place = field - RATINGS.start
        return control.joined[place : place + 1] == [node]
    return True


def _partnership(node: bytes, control: Control) -> str:
    return str(control.nodes[node]["reference"])
