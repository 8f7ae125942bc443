"""Worlds whose state other implementations must come to as well: `folds.json`."""

from collections.abc import Callable, Iterator
from typing import Any

from ..logs.commit import Commit
from ..replica import tasks
from ..state.fold import State, fold
from ..state.rows import rows, state_hash
from ..wire.message import Message, leb128
from .world import World

OWNER, TITLE, TAGS, JOURNAL = tasks.OWNER, tasks.TITLE, tasks.TAGS, tasks.JOURNAL
Name = tuple[int, int, int]
Scene = Callable[[World], None]


def _created(world: World, reference: str = "AAA-T-0001") -> Name:
    commit = world.write(1, tasks.create(reference))
    return (*commit.dot, 0)


def _owner(name: Name, text: str) -> Message:
    return tasks.put(name, OWNER, "text", text)


def every_kind(world: World) -> None:
    name = _created(world)
    values: list[tuple[str, str | int | bytes]] = [
        ("text", "grüße"),
        ("number", -5),
        ("truth", True),
        ("day", -1),
        ("code", "done"),
        ("content", b"\x00\xff"),
    ]
    for field, (kind, value) in enumerate(values, 1):
        world.write(2, tasks.put(name, field, kind, value))
    world.write(1, tasks.add(name, TAGS, "a"), tasks.append(name, JOURNAL, "b"))
    world.write(1, _chunk(name, 0, b"first"), _chunk(name, 1, b"second"))


def apart_and_settled(world: World) -> None:
    name = _created(world)
    one = world.write(1, _owner(name, "parks"), seen={})
    other = world.write(2, _owner(name, "roads"), seen={1: 1})
    decision = tasks.decide(name, OWNER, "text", "roads", [one.dot, other.dot], "agreed")
    world.write(1, decision)


def apart(world: World) -> None:
    name = _created(world)
    world.write(1, _owner(name, "parks"), seen={})
    world.write(2, _owner(name, "roads"), seen={1: 1})


def form_was_open(world: World) -> None:
    """The author had applied the other's value and not had it in view."""
    name = _created(world)
    first = world.write(1, _owner(name, "parks"))
    world.write(2, _owner(name, "roads"))
    world.write(1, tasks.decide(name, OWNER, "text", "depot", [first.dot], ""))


def names_what_was_not_seen(world: World) -> None:
    name = _created(world)
    unseen = world.write(2, _owner(name, "roads"))
    world.write(1, tasks.decide(name, OWNER, "text", "depot", [unseen.dot], ""), seen={})


def addition_wins(world: World) -> None:
    name = _created(world)
    first = world.write(1, tasks.add(name, TAGS, "lamps"))
    world.write(2, tasks.add(name, TAGS, "lamps"), seen={1: 2})
    world.write(1, tasks.remove(name, TAGS, [first.dot, (2, 1)]), seen={})


def parts_apart(world: World) -> None:
    name = _created(world)
    world.write(1, _chunk(name, 0, b"one"))
    world.write(2, _chunk(name, 0, b"two"), seen={1: 1})
    world.write(1, _chunk(name, 0, b"three"), seen={})


def own_words(world: World) -> None:
    """Log 0, an object made in the same commit, and one that is not made yet."""
    world.write(
        2,
        tasks.put((0, 1, 1), TITLE, "text", "too early"),
        tasks.create("BBB-T-0001"),
        tasks.put((0, 1, 1), OWNER, "text", "in time"),
        tasks.create("BBB-T-0002"),
    )
    world.write(2, tasks.decide((0, 1, 1), OWNER, "text", "later", [(0, 1)], ""))


def unseen_object(world: World) -> None:
    name = _created(world)
    world.write(2, tasks.create("BBB-T-0001"), _owner(name, "nobody"), seen={})


def beyond_a_cut(world: World) -> None:
    """What was replaced beyond the cut stands again; what was built on it stays."""
    name = _created(world)
    world.write(1, _owner(name, "parks"))
    world.write(2, tasks.append(name, JOURNAL, "kept"))
    world.write(2, _owner(name, "roads"))
    world.write(1, tasks.append(name, JOURNAL, "had seen it"))
    world.decide(retire_log=Message("RetireLog", cut=world.cut(2, 1)))


def another_history_at_the_cut(world: World) -> None:
    name = _created(world)
    world.write(2, _owner(name, "roads"))
    cut = world.cut(2, 1)
    cut["head_hash"] = bytes(32)
    world.decide(retire_log=Message("RetireLog", cut=cut))


def fork_settled(world: World) -> None:
    """Whoever had seen either of the two is held to have seen neither."""
    name = _created(world)
    twin = world.twin(2)
    accepted = world.write(2, _owner(name, "roads"))
    world.write(1, _owner(name, "parks"))
    world.decide(fork_verdict=world.verdict(2, twin, accepted))
    world.write(1, tasks.append(name, JOURNAL, "knows of it"))


def withdrawn(world: World) -> None:
    name = _created(world)
    said = world.write(2, _owner(name, "Mr Smith"), salt=bytes(range(16)))
    noted = world.write(2, tasks.append(name, JOURNAL, "a name"), salt=bytes(range(16)))
    rest = bytes(Message("Operations", operation=[_owner(name, "")]))
    for commit, remainder in ((said, rest), (noted, b"")):
        dot = Message("Dot", log_index=2, counter=commit.counter)
        world.decide(
            redact=Message(
                "Redact",
                dot=dot,
                payload_digest=commit.raw.digest,
                remainder=remainder,
                ground="a person's name",
            )
        )


def repeated(world: World) -> None:
    """An orphan repeated with what its author had seen."""
    name = _created(world)
    orphan = world.twin(1, _owner(name, "roads"))
    world.write(2, _owner(name, "parks"))
    world.decide(retire_log=Message("RetireLog", cut=world.cut(1, 1)))
    world.admit(3, "A", incarnation=2)
    again = Message(
        "Reissue",
        log_index=1,
        counter=orphan.counter,
        commit_hash=orphan.hash,
        context=[Message("ContextEntry", log_index=1, advance=1)],
    )
    world.write(3, _owner(name, "roads"), reissue=again)


def repeat_misplaced(world: World) -> None:
    """The log of the orphan has not ended."""
    name = _created(world)
    world.admit(3, "A", incarnation=2)
    again = Message("Reissue", log_index=1, counter=1, commit_hash=world.logs[1].head)
    world.write(3, _owner(name, "roads"), reissue=again)


def later_rules(world: World) -> None:
    """Somebody else's task is not withdrawn; nor by who claims not to know of the later rules."""
    name = _created(world)
    rated = tasks.put(name, 41, "code", "green")  # Of the member whose place is 1.
    cuts = [world.cut(index, world.logs[index].counter) for index in (1, 2)]
    before = world.control.sequence
    world.decide(set_policy=Message("SetPolicy", rules_version=2, schema_max=1, cut=cuts))
    away = tasks.put(name, tasks.STATUS, "code", "withdrawn")
    world.write(2, away, control=before)
    world.write(2, away)
    world.write(2, rated, _owner(name, "anybody"))
    world.write(1, rated)
    world.write(1, away)


def unknown_record(world: World) -> None:
    name = _created(world)
    world.writers[2].log = world.logs[2]
    hashes = world.control.hashes
    world.control.hashes = [*hashes[:-1], bytes(32)]
    world.write(2, _owner(name, "roads"))
    world.control.hashes = hashes


def later_release(world: World) -> None:
    name = _created(world)
    other = _created(world, "AAA-T-0002")
    closing = bytes(Message("ObjectName", log_index=name[0], counter=name[1]))
    world.write_raw(2, _field(1, _field(900, _field(1, closing) + _field(9, b"?"))))
    world.write_raw(2, _field(1, _field(1_500, _field(1, closing)) + b""))
    world.write(2, _owner(other, "still open"))


def _field(number: int, content: bytes) -> bytes:
    return leb128(number << 3 | 2) + leb128(len(content)) + content


def _chunk(name: Name, index: int, content: bytes) -> Message:
    return tasks.chunk(name, index, content)


SCENES: dict[str, Scene] = {
    "values of every kind": every_kind,
    "two values, apart": apart,
    "two values, apart, and a decision": apart_and_settled,
    "a value that was not in view when the form was opened": form_was_open,
    "a value named that was not seen": names_what_was_not_seen,
    "an addition apart from a removal": addition_wins,
    "parts of one index, apart": parts_apart,
    "log 0, and objects of the same commit": own_words,
    "an object that was not seen": unseen_object,
    "commits beyond a cut": beyond_a_cut,
    "another commit in the cut's place": another_history_at_the_cut,
    "a fork that was settled": fork_settled,
    "payloads that were withdrawn": withdrawn,
    "an orphan repeated": repeated,
    "a repeat of what has not ended": repeat_misplaced,
    "later rules": later_rules,
    "a control record that was never signed": unknown_record,
    "operations of a later release": later_release,
}


def made() -> list[dict[str, Any]]:
    """Every world with its state, as `folds.json` has it."""
    found = []
    for name, scene in SCENES.items():
        world = World(name)
        scene(world)
        found.append({"name": name} | dict(_written(world)))
    return found


def _written(world: World) -> Iterator[tuple[str, Any]]:
    control = world.control
    yield "scopeGenesis", _signed(control.genesis_signed)
    yield "records", [_signed(each) for each in control.records]
    yield (
        "logs",
        [
            {
                "logIndex": log.index,
                "commits": [_commit(each) for each in log.commits],
                "seals": [
                    {"counter": counter, "signature": seal.hex()}
                    for counter, seal in sorted(log.seals.items())
                ],
            }
            for log in world.logs.values()
        ],
    )
    yield "state", answer(fold(control, (log.commits for log in world.logs.values())))


def answer(state: State) -> dict[str, Any]:
    return {
        "rows": [[key.hex(), value.hex()] for key, value in rows(state.objects)],
        "hash": state_hash(state.objects).hex(),
        "void": [
            {"logIndex": dot[0], "counter": dot[1], "reason": reason}
            for dot, reason in sorted(state.void.items())
        ],
    }


def _signed(each: Any) -> dict[str, str]:
    return {"content": each.content.hex(), "signature": each.signature.hex()}


def _commit(commit: Commit) -> dict[str, str]:
    raw = commit.raw
    parts = {"header": raw.header, "salt": raw.salt, "payload": raw.payload}
    return {name: part.hex() for name, part in parts.items()}
