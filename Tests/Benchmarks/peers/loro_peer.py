"""Loro, by its Python package."""

import importlib.metadata

import loro

NAME = "Loro"


def version():
    return importlib.metadata.version("loro")


class Writer:
    """One writer's document."""

    def __init__(self, number):
        self.document = loro.LoroDoc()
        self.document.peer_id = number + 1
        # Each change keeps its own time and name, as ours does; otherwise Loro joins neighbours into one.
        self.document.set_change_merge_interval(-1)
        self.document.set_record_timestamp(True)
        self.tasks = self.document.get_map("tasks")
        self.made = []
        self.taken = self.document.oplog_vv

    def create(self, reference):
        self.made.append(self.tasks.insert_container(reference, loro.LoroMap()))
        self.document.commit()

    def set(self, task, field, value):
        self.made[task].insert(field, value)
        self.document.commit()

    def update(self):
        """What was written since this was last asked, as it travels."""
        update = self.document.export(loro.ExportMode.Updates(self.taken))
        self.taken = self.document.oplog_vv
        return update


class Replica:
    """A document that takes others' updates in."""

    def __init__(self):
        self.document = loro.LoroDoc()
        # Each change goes on being named as its author named it.
        self.document.set_change_merge_interval(-1)

    def take(self, update):
        status = self.document.import_(update)
        assert not status.pending, "an update waits for another"

    def whole(self):
        """The whole history, as a new replica gets it."""
        return self.document.export(loro.ExportMode.Updates(loro.VersionVector()))

    def state(self):
        """The state without the history, as a new replica may get it instead."""
        return self.document.export(
            loro.ExportMode.ShallowSnapshot(self.document.oplog_frontiers))

    def count(self):
        return len(self.document.get_deep_value()["tasks"])

    def greet(self):
        return self.document.oplog_vv.encode()

    def answer(self, greeting):
        return self.document.export(loro.ExportMode.Updates(loro.VersionVector.decode(greeting)))


def session(one, other):
    """Two replicas compare: the versions both ways, then what either lacks. (bytes up, down, trips)"""
    up, down = one.greet(), other.greet()
    up_rest, down_rest = one.answer(down), other.answer(up)
    one.take(down_rest)
    other.take(up_rest)
    return len(up) + len(up_rest), len(down) + len(down_rest), 2


