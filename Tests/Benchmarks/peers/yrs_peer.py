"""Yrs (the Rust port of Yjs), by its Python package pycrdt."""

import importlib.metadata

import pycrdt

NAME = "Yrs"


def version():
    return "pycrdt " + importlib.metadata.version("pycrdt")


class Writer:
    """One writer's document."""

    def __init__(self, number):
        self.document = pycrdt.Doc(client_id=number + 1)
        self.tasks = self.document.get("tasks", type=pycrdt.Map)
        self.made = []
        self.written = []
        self.watch = self.document.observe(lambda event: self.written.append(event.update))

    def create(self, reference):
        self.tasks[reference] = pycrdt.Map()
        self.made.append(self.tasks[reference])

    def set(self, task, field, value):
        self.made[task][field] = value

    def update(self):
        """What was written since this was last asked, as it travels."""
        written, self.written = self.written, []
        # So many are the whole history; the document gives it faster.
        if len(written) > 10_000:
            return self.document.get_update()
        return pycrdt.merge_updates(*written)


class Replica:
    """A document that takes others' updates in."""

    def __init__(self):
        self.document = pycrdt.Doc()
        self.tasks = self.document.get("tasks", type=pycrdt.Map)

    def take(self, update):
        self.document.apply_update(update)

    def whole(self):
        """The whole history as far as Yjs keeps it: what was overwritten is gone but for its place."""
        return self.document.get_update()

    state = whole

    def count(self):
        return len(self.tasks)

    def greet(self):
        return pycrdt.create_sync_message(self.document)

    def answer(self, greeting):
        return pycrdt.handle_sync_message(greeting[1:], self.document) or b""


def session(one, other):
    """The protocol y-sync: both say their state (step 1), both answer (step 2)."""
    up, down = one.greet(), other.greet()
    up_rest, down_rest = one.answer(down), other.answer(up)
    one.answer(down_rest)
    other.answer(up_rest)
    return len(up) + len(up_rest), len(down) + len(down_rest), 2
