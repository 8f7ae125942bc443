"""Runs the peers, each measure in a process of its own."""

import json
import os
import subprocess
import sys

PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "peers")


def run(program, *arguments):
    result = subprocess.run(
        [sys.executable, f"{PEERS}/{program}", *map(str, arguments)], check=True, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    return json.loads(result.stdout.strip().splitlines()[-1])


class Library:
    """Loro, Yrs or Automerge."""

    def __init__(self, name, module, folder, long, more, nodes):
        self.name, self.module, self.folder = name, module, folder
        self.long, self.more, self.nodes = long, more, nodes
        self.version = None

    def _measure(self, what, history, more=0):
        found = run("measure.py", self.module, what, f"{self.folder}/{self.module}-{history}",
                    history, more)
        self.version = found.pop("version")
        return found

    def prepare(self):
        for history in {10_000, self.long}:
            self._measure("prepare", history, self.more)

    def apply(self):
        return self._measure("apply", 10_000)

    def flatness(self):
        short, long = self._measure("apply", 10_000), self._measure("apply", self.long)
        return {"ratio": long["cpu"] / short["cpu"], "short": short, "long": long}

    def sizes(self):
        return self._measure("sizes", self.long)

    def session(self):
        return self._measure("session", self.long)

    def bootstrap(self):
        return self._measure("bootstrap", self.long)

    def snapshot(self):
        return self._measure("snapshot", self.long)

    def reconnect(self):
        """The library's work at the hub alone: no network, TLS, identities or storage."""
        sessions = min(self.nodes, 100)
        found = self._measure("reconnect", 10_000, sessions)
        return {"hubMilliseconds": found["cpu"] / sessions * 1000}


class PostgreSQL:
    """Logical replication; one run gives all of its figures."""

    name = "PostgreSQL"

    def __init__(self, folder, long, more):
        self.folder, self.long, self.more = folder, long, more
        self.version = None
        self.found = None

    def prepare(self):
        pass

    def measure(self):
        """Once a round, before its figures are asked for."""
        self.found = run("postgresql_measure.py", f"{self.folder}/postgresql", self.long, self.more)
        self.version = self.found["version"]

    def apply(self):
        return self.found["apply"]

    def sizes(self):
        return {name: self.found[name] for name in ("live", "batch", "bulkCompressed")}

    def session(self):
        return self.found["session"]

    def bootstrap(self):
        return self.found["bootstrap"]

    def snapshot(self):
        return self.found["snapshot"]

    def idle(self):
        return {"kilobytes": self.found["idleKilobytes"]}
