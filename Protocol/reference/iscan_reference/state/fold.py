"""The fold: the same for every order in which commits can arrive."""

from collections.abc import Iterable, Iterator

from ..logs.commit import Commit, Context, Dot
from ..logs.control import Control
from ..logs.operations import is_known, later_operation, object_name, operations
from ..wire.message import Message
from .authority import effective_context, redaction, required_past, void_by_control
from .objects import Chunk, Object, ObjectName, Written, value_of
from .rules import void_by_rules

FIRST_IGNORABLE = 1_024


class State:
    """What a scope has come to."""

    def __init__(self, control: Control) -> None:
        self.control = control
        self.objects: dict[ObjectName, Object] = {}
        self.void: dict[Dot, str] = {}

    def of_reference(self, reference: str) -> Object:
        """The one object that people call so."""
        found = [each for each in self.objects.values() if each.reference == reference]
        assert len(found) == 1, f"{len(found)} objects are called {reference}"
        return found[0]


def fold(control: Control, logs: Iterable[Iterable[Commit]]) -> State:
    """Folds the commits of a scope's logs."""
    state = State(control)
    for commit in in_causal_order(control, logs):
        reason = void_by_control(commit, control)
        if reason is None:
            application = _Application(state, commit)
            reason = application.void_by_rules()
            if reason is None:
                application.run()
        if reason is not None:
            state.void[commit.dot] = reason
    return state


def in_causal_order(control: Control, logs: Iterable[Iterable[Commit]]) -> Iterator[Commit]:
    """Every commit after all that its author had seen; ends at what waits for something."""
    waiting = [list(log) for log in logs]
    done: Context = {}
    moved = True
    while moved:
        moved = False
        for log in waiting:
            while log and covers(done, required_past(log[0], control)):
                commit = log.pop(0)
                done[commit.log_index] = commit.counter
                moved = True
                yield commit


def covers(done: Context, past: Context) -> bool:
    return all(done.get(index, 0) >= counter for index, counter in past.items())


class _Application:
    """One commit's operations, applied to the state."""

    def __init__(self, state: State, commit: Commit) -> None:
        self.state, self.commit = state, commit
        self.seen = effective_context(commit, state.control)
        self.operations = commit.operations
        if (withdrawn := redaction(commit, state.control)) is not None:
            self.operations = operations(withdrawn["remainder"], commit.log_index)

    def had_seen(self, dot: Dot) -> bool:
        return dot[1] <= self.seen.get(dot[0], 0)

    def void_by_rules(self) -> str | None:
        state = self.state
        return void_by_rules(self.commit, self.operations, self.seen, state.control, state.objects)

    def run(self) -> None:
        for place, operation in enumerate(self.operations):
            action = operation.chosen("action")
            if not is_known(operation):
                self.unknown(operation)
            elif action == "create":
                self.create(place, operation["create"])
            elif action is not None and (target := self.target(operation[action])):
                getattr(self, action)(place, target, operation[action])

    def unknown(self, operation: Message) -> None:
        """Of a later release: its object, if it can be told, is not edited until then."""
        number, name = later_operation(operation)
        if number < FIRST_IGNORABLE and name is not None and (found := self.named(name)):
            found.needs_newer = True

    def target(self, body: Message) -> Object | None:
        """The object that an operation names; nothing if its author cannot have seen it."""
        return self.named(body["object"])

    def named(self, message: Message) -> Object | None:
        index, counter, place = object_name(message)
        name = (index or self.commit.log_index, counter, place)
        own = name[:2] == self.commit.dot
        return self.state.objects.get(name) if own or self.had_seen(name[:2]) else None

    def written(self, body: Message, replaced: Iterable[Dot] = ()) -> Written:
        author = self.commit.author
        value = value_of(body["value"])
        return Written(value, author.time, author.actor, tuple(sorted(replaced)))

    def create(self, place: int, body: Message) -> None:
        name = (*self.commit.dot, place)
        author = self.commit.author
        made = Object(name, body["kind"], body["reference"], author.time, author.actor)
        self.state.objects[name] = made

    def set(self, _: int, target: Object, body: Message) -> None:
        siblings = target.field(body["field"]).siblings
        named = {
            (dot["log_index"] or self.commit.log_index, dot["counter"]) for dot in body["replaces"]
        }
        gone = {
            dot
            for dot in siblings
            if self.had_seen(dot) and (body["all_in_context"] or dot in named)
        }
        for dot in gone:
            del siblings[dot]
        siblings[self.commit.dot] = self.written(body, gone)

    def add_element(self, place: int, target: Object, body: Message) -> None:
        elements = target.field(body["field"]).elements
        elements[(*self.commit.dot, place)] = self.written(body)

    def remove_element(self, _: int, target: Object, body: Message) -> None:
        elements = target.field(body["field"]).elements
        named = {
            (dot["log_index"] or self.commit.log_index, dot["counter"]) for dot in body["replaces"]
        }
        for each in [e for e in elements if e[:2] in named and self.had_seen(e[:2])]:
            del elements[each]

    def append(self, place: int, target: Object, body: Message) -> None:
        entries = target.field(body["field"]).entries
        entries[(*self.commit.dot, place)] = self.written(body)

    def put_chunk(self, _: int, target: Object, body: Message) -> None:
        index = body["index"]
        for other in [key for key in target.chunks if key[0] == index and self.had_seen(key[1])]:
            del target.chunks[other]
        target.chunks[(index, self.commit.dot)] = Chunk(self.commit.dot, body["content"])
