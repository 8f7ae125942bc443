"""PostgreSQL logical replication between two clusters of its own; prints one JSON object.

    postgresql_measure.py FOLDER CHANGES MORE

Each change is a transaction of its own that writes one row of `task`; the row says who wrote it last.
A subscriber has the rows as they are now: it keeps no history, finds no conflicts and verifies nothing.
CHANGES are streamed to a subscriber that has none of them (bootstrap); then MORE come upon them (apply).
"""

import json
import os
import sys
import time
import zlib

here = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [here, os.path.dirname(here)]

import workload  # noqa: E402
from counting_proxy import CountingProxy  # noqa: E402
from postgresql_cluster import Cluster  # noqa: E402

TABLE = """
CREATE TABLE task (
  reference text PRIMARY KEY, title text, status text, priority int, due int, "leadAgency" text,
  "changedBy" smallint NOT NULL, "changedAt" timestamptz NOT NULL DEFAULT clock_timestamp()
)
"""

# Does what `script` says: one transaction for `step` changes.
PROCEDURE = """
CREATE UNLOGGED TABLE script (place bigint PRIMARY KEY, who smallint, reference text, field text, value text);
CREATE PROCEDURE perform(step int) LANGUAGE plpgsql AS $$
DECLARE line record; done bigint := 0;
BEGIN
  FOR line IN SELECT * FROM script ORDER BY place LOOP
    CASE line.field
    WHEN '' THEN INSERT INTO task (reference, "changedBy") VALUES (line.reference, line.who);
    WHEN 'status' THEN UPDATE task SET status = line.value, "changedBy" = line.who,
      "changedAt" = clock_timestamp() WHERE reference = line.reference;
    WHEN 'priority' THEN UPDATE task SET priority = line.value::int, "changedBy" = line.who,
      "changedAt" = clock_timestamp() WHERE reference = line.reference;
    WHEN 'due' THEN UPDATE task SET due = line.value::int, "changedBy" = line.who,
      "changedAt" = clock_timestamp() WHERE reference = line.reference;
    WHEN 'leadAgency' THEN UPDATE task SET "leadAgency" = line.value, "changedBy" = line.who,
      "changedAt" = clock_timestamp() WHERE reference = line.reference;
    ELSE UPDATE task SET title = line.value, "changedBy" = line.who,
      "changedAt" = clock_timestamp() WHERE reference = line.reference;
    END CASE;
    done := done + 1;
    IF done % step = 0 THEN COMMIT; END IF;
  END LOOP;
  COMMIT;
END $$
"""


def script(first, count):
    """Lines for COPY."""
    lines = []
    for number in range(first, first + count):
        who, own = workload.writer(number), workload.place(number)
        what = workload.change(who, own)
        task, field, value = what or (own // 10, "", "")
        lines.append(f"{number}\t{who}\t{workload.reference(who, task)}\t{field}\t{value}")
    return "\n".join(lines) + "\n"


class Replication:
    """A publisher, a subscriber, and between them a relay that counts."""

    def __init__(self, folder):
        self.publisher = Cluster(f"{folder}/publisher")
        self.subscriber = Cluster(f"{folder}/subscriber")
        self.relay = CountingProxy(self.publisher.port)
        self.publisher.run(TABLE)
        for statement in PROCEDURE.split(";\n", 1):
            self.publisher.run(statement)
        self.publisher.run("CREATE PUBLICATION all_tasks FOR TABLE task")
        self.publisher.run("ALTER ROLE postgres SET synchronous_commit = off")
        self.subscriber.run(TABLE)

    def stop(self):
        self.subscriber.stop()
        self.publisher.stop()
        self.relay.close()

    def perform(self, first, count, step=1):
        self.publisher.run("TRUNCATE script")
        for part in range(first, first + count, 100_000):
            lines = script(part, min(100_000, first + count - part))
            self.publisher.run("COPY script FROM STDIN", given=lines)
        self.publisher.run(f"CALL perform({step})")

    def subscribe(self, copy, enabled):
        self.subscriber.run(
            f"""CREATE SUBSCRIPTION region CONNECTION
            'host=127.0.0.1 port={self.relay.port} user=postgres dbname=postgres'
            PUBLICATION all_tasks WITH (copy_data = {copy}, enabled = {enabled})""")

    def catch_up(self):
        """Enables the subscription; seconds until all is durable at the subscriber."""
        self.publisher.run("CHECKPOINT")
        position = self.publisher.run("SELECT pg_current_wal_insert_lsn()")
        self.relay.reset()
        cpu = self.subscriber.cpu(), self.publisher.cpu()
        start = time.perf_counter()
        self.subscriber.run("ALTER SUBSCRIPTION region ENABLE")
        self.publisher.wait_until(
            f"""SELECT coalesce(bool_or(flush_lsn >= '{position}'), false)
            FROM pg_stat_replication WHERE application_name = 'region'""")
        wall = time.perf_counter() - start
        found = {
            "wall": wall, "cpu": self.subscriber.cpu() - cpu[0],
            "senderCPU": self.publisher.cpu() - cpu[1]}
        return found | self.relay.read()

    def disable(self):
        self.subscriber.run("ALTER SUBSCRIPTION region DISABLE")
        self.publisher.wait_until("SELECT count(*) = 0 FROM pg_stat_replication")


def sizes(replication, first, count, step):
    """Bytes a change as pgoutput writes them, framed as they travel (5 and 25 bytes a message)."""
    publisher = replication.publisher
    publisher.run("SELECT pg_create_logical_replication_slot('size', 'pgoutput')")
    replication.perform(first, count, step)
    rows = publisher.run(
        """SELECT encode(data, 'hex') FROM pg_logical_slot_peek_binary_changes('size', NULL, NULL,
        'proto_version', '1', 'publication_names', 'all_tasks')""").split("\n")
    publisher.run("SELECT pg_drop_replication_slot('size')")
    stream = b"".join(b"d\0\0\0\0w" + bytes(24) + bytes.fromhex(row) for row in rows)
    return len(stream) / count, len(zlib.compress(stream)) / count


def measure(replication, changes, more):
    found = {"version": replication.publisher.run("SHOW server_version").split()[0]}
    replication.subscribe(copy="false", enabled="false")
    replication.perform(0, changes)
    bootstrap = replication.catch_up()
    bootstrap["bytes"] = bootstrap["down"]
    bootstrap["peakMegabytes"] = max(
        (peak for peak, _ in replication.subscriber.memory("replication worker")), default=0)
    found["bootstrap"] = bootstrap
    found["idleKilobytes"] = max(
        (own * 1000 for _, own in replication.publisher.memory("walsender")), default=0)
    replication.disable()
    replication.perform(changes, more)
    found["apply"] = replication.catch_up() | {"changes": more}
    replication.disable()
    found["session"] = replication.catch_up()
    replication.disable()
    next_change = changes + more
    found["live"], found["bulkCompressed"] = sizes(replication, next_change, 6_400, 1)
    found["batch"], _ = sizes(replication, next_change + 6_400, 6_400, workload.TURN)
    found["snapshot"] = snapshot(replication)
    return found


def snapshot(replication):
    """A new subscriber copies the rows as they are."""
    subscriber = replication.subscriber
    subscriber.run("DROP SUBSCRIPTION region")
    subscriber.run("TRUNCATE task")
    replication.relay.reset()
    cpu, start = subscriber.cpu(), time.perf_counter()
    replication.subscribe(copy="true", enabled="true")
    subscriber.wait_until("SELECT bool_and(srsubstate = 'r') FROM pg_subscription_rel")
    wall = time.perf_counter() - start
    counts = replication.relay.read()
    rows = subscriber.run("SELECT count(*) FROM task")
    assert rows == replication.publisher.run("SELECT count(*) FROM task"), "rows are missing"
    return {"wall": wall, "cpu": subscriber.cpu() - cpu, "bytes": counts["down"], "tasks": int(rows)}


def main():
    folder, changes, more = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    replication = Replication(folder)
    try:
        print(json.dumps(measure(replication, changes, more)))
    finally:
        replication.stop()


main()
