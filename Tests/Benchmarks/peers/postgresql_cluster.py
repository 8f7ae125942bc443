"""A PostgreSQL cluster of its own in a folder, on 127.0.0.1, run by the user postgres."""

import glob
import os
import shutil
import socket
import subprocess
import time

PROGRAMS = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]

SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
wal_level = logical
max_wal_senders = 20
max_replication_slots = 20
max_logical_replication_workers = 20
max_worker_processes = 24
max_wal_size = 8GB
shared_buffers = 256MB
autovacuum = off
wal_receiver_status_interval = 1
wal_retrieve_retry_interval = 100ms
log_min_messages = error
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """Made anew in `folder`, started; `stop` ends it and removes the folder."""

    def __init__(self, folder):
        self.folder, self.port = folder, free_port()
        shutil.rmtree(folder, ignore_errors=True)
        os.makedirs(folder)
        shutil.chown(folder, "postgres", "postgres")
        self._as_postgres("initdb", "-D", f"{folder}/data", "-A", "trust", "-E", "UTF8",
                          "--locale=C.UTF-8")
        with open(f"{folder}/data/postgresql.conf", "a") as file:
            file.write(SETTINGS.format(port=self.port, folder=folder))
        self._as_postgres("pg_ctl", "-D", f"{folder}/data", "-l", f"{folder}/log", "-w", "start")

    def _as_postgres(self, program, *arguments):
        subprocess.run(
            ["runuser", "-u", "postgres", "--", f"{PROGRAMS}/{program}", *arguments], check=True,
            stdout=subprocess.DEVNULL, cwd="/")

    def stop(self):
        self._as_postgres("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def run(self, statements, given=None):
        """Runs statements; returns the rows of text that they gave."""
        result = subprocess.run(
            ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p",
             str(self.port), "-U", "postgres", "-d", "postgres", "-c", statements],
            check=True, text=True, input=given, stdout=subprocess.PIPE)
        return result.stdout.strip()

    def wait_until(self, question, patience=900):
        """Waits until a question is answered with `t`; returns seconds of the wait."""
        start = time.perf_counter()
        while self.run(question) != "t":
            if time.perf_counter() - start > patience:
                raise TimeoutError(question)
            time.sleep(0.02)
        return time.perf_counter() - start

    def processes(self):
        """The server's own process and those it began."""
        with open(f"{self.folder}/data/postmaster.pid") as file:
            first = int(file.readline())
        children = f"/proc/{first}/task/{first}/children"
        with open(children) as file:
            return [first] + [int(number) for number in file.read().split()]

    def cpu(self):
        """Processor seconds of all its processes, those that ended included."""
        ticks = 0
        for process in self.processes():
            try:
                with open(f"/proc/{process}/stat") as file:
                    fields = file.read().rsplit(")", 1)[1].split()
            except OSError:
                continue
            ticks += sum(int(field) for field in fields[11:15])
        return ticks / os.sysconf("SC_CLK_TCK")

    def memory(self, title):
        """Peak and own megabytes of the processes whose title has a word in it."""
        found = []
        for process in self.processes():
            try:
                with open(f"/proc/{process}/cmdline") as file:
                    if title not in file.read():
                        continue
                with open(f"/proc/{process}/status") as file:
                    status = dict(line.split(":", 1) for line in file if ":" in line)
                with open(f"/proc/{process}/smaps_rollup") as file:
                    rows = dict(line.split(":", 1) for line in file if ":" in line)
            except OSError:
                continue
            own = sum(int(rows[name].split()[0]) for name in ("Private_Clean", "Private_Dirty"))
            found.append((int(status["VmHWM"].split()[0]) * 1024 / 1e6, own * 1024 / 1e6))
        return found
