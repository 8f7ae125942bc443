"""Clocks, memory and a durable store, the same for every peer."""

import os
import resource
import sqlite3
import time


class Clock:
    """Wall and processor seconds (user and system, of this process) since it was made."""

    def __init__(self):
        self.wall = time.perf_counter()
        self.cpu = time.process_time()

    def read(self):
        return {
            "wall": time.perf_counter() - self.wall,
            "cpu": time.process_time() - self.cpu,
        }


def peak_megabytes():
    """The most memory that this process has had; 10⁶ bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


class Store:
    """Keeps updates durably as the library gave them: SQLite, write-ahead log, `synchronous = FULL`.

    The libraries bring no storage of their own; every one of them is kept in the same way.
    """

    def __init__(self, path):
        for suffix in ("", "-wal", "-shm"):
            if os.path.exists(path + suffix):
                os.remove(path + suffix)
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.execute("PRAGMA journal_mode = WAL")
        self.database.execute("PRAGMA synchronous = FULL")
        self.database.execute("CREATE TABLE kept (place INTEGER PRIMARY KEY, content BLOB NOT NULL)")

    def keep(self, content):
        self.database.execute("BEGIN")
        self.database.execute("INSERT INTO kept (content) VALUES (?)", (content,))
        self.database.execute("COMMIT")

    def close(self):
        self.database.close()
