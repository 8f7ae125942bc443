"""Measures one library at one line of the list; prints one JSON object.

    measure.py LIBRARY prepare|apply|sizes|session|bootstrap|snapshot|reconnect FOLDER CHANGES [MORE]

LIBRARY is loro, yrs or automerge; CHANGES the length of the history; MORE how many changes come upon
it. `prepare` must have run before the others; it writes its files to FOLDER.
"""

import importlib
import json
import os
import pickle
import sys
import zlib

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.dirname(here)]

import measuring  # noqa: E402
import workload  # noqa: E402


def make(library, writers, own, writer):
    what = workload.change(writer, own)
    if what is None:
        writers[writer].create(workload.reference(writer, own // 10))
    else:
        writers[writer].set(*what)


def prepare(library, folder, changes, more):
    """A history, and what comes upon it: in turns of 64, and as single changes."""
    writers = [library.Writer(number) for number in range(workload.WRITERS)]
    first = -(-changes // workload.TURN) * workload.TURN
    for number in range(first):
        make(library, writers, workload.place(number), workload.writer(number))
    hub = library.Replica()
    for writer in writers:
        hub.take(writer.update()) if writer.made else None
    whole, state = hub.whole(), hub.state()
    turns = []
    for number in range(first, first + more, workload.TURN):
        for step in range(number, number + workload.TURN):
            make(library, writers, workload.place(step), workload.writer(step))
        turns.append(writers[workload.writer(number)].update())
    singles = []
    number = first + len(turns) * workload.TURN
    for step in range(number, number + workload.TURN * workload.WRITERS):
        make(library, writers, workload.place(step), workload.writer(step))
        singles.append(writers[workload.writer(step)].update())
    with open(f"{folder}/history", "wb") as file:
        file.write(whole)
    with open(f"{folder}/state", "wb") as file:
        file.write(state)
    with open(f"{folder}/more", "wb") as file:
        pickle.dump((turns, singles), file)
    return {"tasks": hub.count()}


def read(folder, name):
    with open(f"{folder}/{name}", "rb") as file:
        return file.read()


def loaded(library, folder, name="history"):
    replica = library.Replica()
    replica.take(read(folder, name))
    return replica


def apply(library, folder, changes, more):
    """Changes come upon a history in turns of 64; each turn is durable before the next is taken."""
    turns, _ = pickle.loads(read(folder, "more"))
    replica = loaded(library, folder)
    before = replica.count()
    store = measuring.Store(f"{folder}/kept.sqlite")
    # Some libraries read a loaded document in full only when the first change comes; once is enough.
    replica.take(turns[0])
    clock = measuring.Clock()
    for turn in turns[1:]:
        replica.take(turn)
        store.keep(turn)
    found = clock.read()
    assert replica.count() > before, "nothing was applied"
    return found | {"changes": (len(turns) - 1) * workload.TURN}


def sizes(library, folder, changes, more):
    turns, singles = pickle.loads(read(folder, "more"))
    whole = read(folder, "history")
    return {
        "live": sum(map(len, singles)) / len(singles),
        "batch": sum(map(len, turns)) / len(turns) / workload.TURN,
        "bulk": len(whole) / changes,
        "bulkCompressed": min(len(whole), len(zlib.compress(whole))) / changes,
    }


def session(library, folder, changes, more):
    up, down, trips = library.session(loaded(library, folder), loaded(library, folder))
    return {"up": up, "down": down, "roundTrips": trips}


def bootstrap(library, folder, changes, more, name="history"):
    """A new replica takes a whole history in and keeps it durably."""
    content = read(folder, name)
    store = measuring.Store(f"{folder}/kept.sqlite")
    clock = measuring.Clock()
    replica = library.Replica()
    replica.take(content)
    store.keep(content)
    count = replica.count()
    found = clock.read()
    return found | {
        "bytes": len(content), "peakMegabytes": measuring.peak_megabytes(), "tasks": count}


def snapshot(library, folder, changes, more):
    return bootstrap(library, folder, changes, more, name="state")


def reconnect(library, folder, changes, more):
    """What the hub's side of `more` no-change sessions costs, without network, TLS or identities."""
    hub = loaded(library, folder)
    greeting = loaded(library, folder).greet()
    clock = measuring.Clock()
    for _ in range(more):
        hub.greet()
        hub.answer(greeting)
    return clock.read() | {"sessions": more}


def main():
    name, what, folder = sys.argv[1:4]
    changes = int(sys.argv[4])
    more = int(sys.argv[5]) if len(sys.argv) > 5 else 0
    library = importlib.import_module(f"{name}_peer")
    os.makedirs(folder, exist_ok=True)
    found = globals()[what](library, folder, changes, more)
    print(json.dumps(found | {"version": library.version()}))


main()
