"""Runs ours: `iscan-benchmark` for what needs no network, real `iscan` processes for what does."""

import json
import os
import shutil
import socket
import subprocess
import time

from counting_proxy import CountingProxy


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def processor_seconds(process):
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(process, name):
    """`VmRSS` or `VmHWM` of a process; bytes."""
    with open(f"/proc/{process}/status") as file:
        for line in file:
            if line.startswith(name + ":"):
                return int(line.split()[1]) * 1024
    raise LookupError(name)


# Nodes that make a snapshot anew; so many must have found the same before anybody takes it.
WITNESSES = ("witness-1", "witness-2")


class Hub:
    """A real hub process."""

    def __init__(self, programs, home):
        self.port = free_port()
        self.log = open(f"{home}.log", "w")
        self.process = subprocess.Popen(
            [f"{programs}/iscan", "serve", "--home", home, "--page-port", "0", "--sync-port",
             str(self.port)], stdout=self.log, stderr=subprocess.STDOUT)
        for _ in range(600):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.1)
        raise TimeoutError("the hub does not listen")

    def cpu(self):
        return processor_seconds(self.process.pid)

    def memory(self, name="VmRSS"):
        return memory(self.process.pid, name)

    def stop(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()


class Ours:
    """What is measured of ours, one method for each measure."""

    name = "ISCAN"

    def __init__(self, programs, folder, long, more, nodes, idle):
        self.programs, self.folder = programs, folder
        self.long, self.more, self.nodes, self.idle_nodes = long, more, nodes, idle
        self.seeds = 1_000
        # How fast it is depends on how it was built; the page says so.
        self.version = f"{os.path.basename(os.path.realpath(programs))} build"

    def _run(self, *arguments):
        result = subprocess.run(
            [f"{self.programs}/iscan-benchmark", *map(str, arguments)], check=True, text=True,
            stdout=subprocess.PIPE)
        return json.loads(result.stdout.strip().splitlines()[-1])

    def verify(self):
        return self._run("verify")

    def verifyBulk(self):  # noqa: N802
        return self._run("verify", "--sealed", 1024)

    def _apply(self, history):
        return self._run("apply", "--folder", f"{self.folder}/apply", "--history", history,
                         "--changes", self.more)

    def apply(self):
        return self._apply(10_000)

    def flatness(self):
        short, long = self._apply(10_000), self._apply(self.long)
        return {"ratio": long["cpu"] / long["changes"] / (short["cpu"] / short["changes"]),
                "short": short, "long": long}

    def sizes(self):
        return self._run("sizes", "--folder", f"{self.folder}/sizes")

    def session(self):
        found = self._run("sizes", "--folder", f"{self.folder}/sizes")
        return {"up": found["quietUp"], "down": found["quietDown"],
                "roundTrips": found["quietRoundTrips"]}

    # What follows needs real processes.

    def prepare_region(self):
        """A hub with the long history, and three nodes that have enrolled and hold nothing."""
        ready = f"{self.folder}/region/ready-{self.long}"
        if os.path.exists(ready):
            with open(ready) as file:
                self.relay_port = int(file.read())
            return
        self.relay_port = free_port()
        shutil.rmtree(f"{self.folder}/region", ignore_errors=True)
        os.makedirs(f"{self.folder}/region")
        self._run("region", "--folder", f"{self.folder}/region", "--port", self.relay_port,
                  "--changes", self.long)
        with open(ready, "w") as file:
            file.write(str(self.relay_port))

    def prepare_snapshot(self):
        """The same hub once more, with a snapshot that two members have witnessed."""
        place = f"{self.folder}/snapshot"
        ready = f"{place}/ready-{self.long}"
        if os.path.exists(ready):
            return
        shutil.rmtree(place, ignore_errors=True)
        self._copy(f"{self.folder}/region", place)
        hub = Hub(self.programs, f"{place}/hub")
        relay = CountingProxy(hub.port, self.relay_port)
        witnesses = []
        try:
            for name in WITNESSES:
                self._iscan("sync", "run", "--home", f"{place}/{name}")
            self._iscan("hub", "snapshot", "--home", f"{place}/hub")
            # Members that stay connected are asked to make it anew; then the hub points it out.
            witnesses = [
                subprocess.Popen(
                    [f"{self.programs}/iscan", "serve", "--home", f"{place}/{name}", "--page-port",
                     "0"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                for name in WITNESSES]
            self._await_declaration(place)
        finally:
            for process in witnesses:
                process.terminate()
                process.wait()
            relay.close()
            hub.stop()
        with open(ready, "w") as file:
            file.write("")

    def _await_declaration(self, place):
        for _ in range(600):
            listed = json.loads(self._iscan("hub", "snapshot", "--list", "--json", "--home",
                                            f"{place}/hub"))
            if any(snapshot["isDeclared"] and snapshot["rows"] for snapshot in listed):
                return
            time.sleep(1)
        raise TimeoutError("no snapshot was witnessed")

    def _copy(self, region, place):
        shutil.rmtree(place, ignore_errors=True)
        for name in ("hub", "node", *WITNESSES):
            shutil.copytree(f"{region}/{name}", f"{place}/{name}")
        # It was copied on purpose: nobody holds anything newer.
        self._iscan("hub", "recover", "--yes", "--home", f"{place}/hub")

    def _iscan(self, *arguments):
        return subprocess.run([f"{self.programs}/iscan", *arguments], check=True, text=True,
                              stdout=subprocess.PIPE).stdout

    def bootstrap(self):
        """`iscan sync run` of the new node, through a relay that counts what TLS carries."""
        found = self._join(f"{self.folder}/region")
        assert found.pop("commits") == self.long, "not every change came"
        return found

    def snapshot(self):
        """The same, when the hub has a witnessed snapshot: what the scope came to, and no changes."""
        found = self._join(f"{self.folder}/snapshot")
        assert found.pop("commits") == 0, "changes came in place of the snapshot"
        return found

    def _join(self, place):
        # A node joins but once: each round is of a region as new.
        joining = f"{self.folder}/joining"
        self._copy(place, joining)
        node = f"{joining}/node"
        hub = Hub(self.programs, f"{joining}/hub")
        relay = CountingProxy(hub.port, self.relay_port)
        try:
            cpu, start = hub.cpu(), time.perf_counter()
            process = subprocess.Popen(
                [f"{self.programs}/iscan", "sync", "run", "--home", node, "--json"], text=True,
                stdout=subprocess.PIPE)
            output = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            wall = time.perf_counter() - start
            report = json.loads(output)
            assert status == 0, output
            counts = relay.read()
            return {
                "commits": report["commitsReceived"], "wall": wall,
                "cpu": usage.ru_utime + usage.ru_stime, "hubCPU": hub.cpu() - cpu, "bytes": counts["down"], "up": counts["up"],
                "peakMegabytes": usage.ru_maxrss * 1024 / 1e6}
        finally:
            relay.close()
            hub.stop()

    def prepare_crowd(self):
        """A hub with many members; enrolling them takes longer than all that is measured."""
        ready = f"{self.folder}/crowd/ready-{self.nodes}"
        if os.path.exists(ready):
            return
        shutil.rmtree(f"{self.folder}/crowd", ignore_errors=True)
        os.makedirs(f"{self.folder}/crowd")
        self._run("crowd", "--folder", f"{self.folder}/crowd", "--port", free_port(), "--nodes",
                  self.nodes)
        with open(ready, "w") as file:
            file.write("")

    def idle(self):
        """What a hub process grows by with live sessions in which nothing happens."""
        hub = Hub(self.programs, f"{self.folder}/crowd/hub")
        nodes = min(self.idle_nodes, self.nodes)
        try:
            # What a first session costs once is no part of what each costs.
            self._run("reconnect", "--folder", f"{self.folder}/crowd", "--port", hub.port, "--nodes",
                      min(nodes, 50))
            before = hub.memory()
            process = subprocess.Popen(
                [f"{self.programs}/iscan-benchmark", "idle", "--folder", f"{self.folder}/crowd",
                 "--port", str(hub.port), "--nodes", str(nodes)], text=True, stdin=subprocess.PIPE,
                stdout=subprocess.PIPE)
            held = json.loads(process.stdout.readline() or "{}").get("held", 0)
            after = hub.memory()
            process.stdin.close()
            process.wait()
            assert held == nodes, "the sessions did not stay"
            return {"kilobytes": (after - before) / nodes / 1000, "held": held}
        finally:
            hub.stop()

    def reconnect(self):
        """All nodes of the crowd at once, by real TLS connections to a real hub process."""
        hub = Hub(self.programs, f"{self.folder}/crowd/hub")
        try:
            cpu = hub.cpu()
            found = self._run("reconnect", "--folder", f"{self.folder}/crowd", "--port", hub.port)
            hub_cpu = hub.cpu() - cpu
            return found | {
                "scaledWall": found["wall"] * 10_000 / found["sessions"], "hubCPU": hub_cpu,
                "hubMilliseconds": hub_cpu / found["sessions"] * 1000,
                "generatorMilliseconds": found["cpu"] / found["sessions"] * 1000}
        finally:
            hub.stop()

    def simulator(self):
        """How much simulated time a second of one processor runs through; in memory."""
        result = subprocess.run(
            [f"{self.programs}/iscan-simulator", "--seeds", f"1..{self.seeds}", "--jobs", "1", "--json"],
            check=True, text=True, stdout=subprocess.PIPE)
        found = json.loads(result.stdout)
        return {"timesRealTime": found["virtualSeconds"] / found["seconds"], "seeds": self.seeds}
