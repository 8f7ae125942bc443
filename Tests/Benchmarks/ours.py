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
        """A hub with the long history, and a node that has enrolled and holds nothing."""
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

    def bootstrap(self):
        """`iscan sync run` of the new node, through a relay that counts what TLS carries."""
        node = f"{self.folder}/region/joining"
        shutil.rmtree(node, ignore_errors=True)
        shutil.copytree(f"{self.folder}/region/node", node)
        hub = Hub(self.programs, f"{self.folder}/region/hub")
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
            assert status == 0 and report["commitsReceived"] == self.long, output
            counts = relay.read()
            return {
                "wall": wall, "cpu": usage.ru_utime + usage.ru_stime,
                "hubCPU": hub.cpu() - cpu, "bytes": counts["down"], "up": counts["up"],
                "peakMegabytes": usage.ru_maxrss * 1024 / 1e6}
        finally:
            relay.close()
            hub.stop()

    def prepare_crowd(self):
        shutil.rmtree(f"{self.folder}/crowd", ignore_errors=True)
        os.makedirs(f"{self.folder}/crowd")
        self._run("crowd", "--folder", f"{self.folder}/crowd", "--port", free_port(), "--nodes",
                  self.nodes)

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
