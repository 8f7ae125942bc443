"""The lines of the list, with their targets: how each figure is worked out of what was measured."""

import statistics


class Spread:
    """The median of the rounds, with the least and the greatest."""

    def __init__(self, values):
        self.values = [value for value in values if value is not None]
        self.median = statistics.median(self.values)
        self.least, self.greatest = min(self.values), max(self.values)

    def written(self, digits):
        def text(value):
            return f"{value:,.{digits}f}"

        if len(self.values) == 1 or text(self.least) == text(self.greatest):
            return text(self.median)
        return f"{text(self.median)} ({text(self.least)}–{text(self.greatest)})"


class Line:
    """One figure: `measure` names what is measured, `figure` works it out of one round's result."""

    def __init__(self, title, measure, figure, target=None, digits=0, most=True, needs=None):
        self.title, self.measure, self.figure = title, measure, figure
        self.target, self.digits, self.most, self.needs = target, digits, most, needs

    def spread(self, rounds):
        values = []
        for found in rounds:
            try:
                values.append(self.figure(found))
            except KeyError:
                continue
        return Spread(values) if values else None

    def is_met(self, spread):
        if self.target is None:
            return None
        return spread.median <= self.target if self.most else spread.median >= self.target

    def target_text(self):
        if self.target is None:
            return ""
        return f"{'≤' if self.most else '≥'} {self.target:,.{self.digits}f}"


def per_second(kind):
    return lambda found: found["changes"] / found[kind]


def value(name, scale=1.0):
    return lambda found: found[name] / scale


LINES = [
    Line("Verify chains and seals, commits/s a core", "verify", per_second("cpu"), 300_000, most=False),
    Line("  the same, a seal each 1,024", "verifyBulk", per_second("cpu")),
    Line("Verify, authorise, apply durably, changes/s a core", "apply", per_second("cpu"), 50_000,
         most=False),
    Line("  the same by the clock on the wall", "apply", per_second("wall")),
    Line("  cost at the long history : at 10,000", "flatness", value("ratio"), 1.1, digits=2),
    Line("One live change, bytes before TLS", "sizes", value("live"), 135, digits=1),
    Line("A change in a batch of 64, bytes", "sizes", value("batch"), 45, digits=1),
    Line("A change in bulk, compressed, bytes", "sizes", value("bulkCompressed"), 28, digits=1),
    Line("Session without changes: round trips", "session", value("roundTrips"), 1),
    Line("  bytes up", "session", value("up"), 400),
    Line("  bytes down", "session", value("down"), 400),
    Line("Bootstrap of the long history: seconds", "bootstrap", value("wall"), 25, digits=1),
    Line("  processor seconds of the new replica", "bootstrap", value("cpu"), digits=1),
    Line("  MB on the wire", "bootstrap", value("bytes", 1e6), 30, digits=1),
    Line("  peak memory of the new replica, MB", "bootstrap", value("peakMegabytes"), 150, digits=0),
    Line("Bootstrap from a snapshot: seconds", "snapshot", value("wall"), 3, digits=1),
    Line("  MB on the wire", "snapshot", value("bytes", 1e6), digits=1),
    Line("10,000 nodes reconnect to one hub: seconds", "reconnect", value("scaledWall"), 30, digits=1),
    Line("  the hub's processor milliseconds a node", "reconnect", value("hubMilliseconds"), digits=2),
    Line("  the load generator's", "reconnect", value("generatorMilliseconds"), digits=2),
    Line("An idle connection costs the hub, kB", "idle", value("kilobytes"), 64, digits=1),
    Line("Simulator, times real time", "simulator", value("timesRealTime"), 1_000, most=False),
]

# Why a figure has no meaning for a system, by (measure, system); `*` is every peer.
WITHOUT = {
    ("verify", "*"): "nobody else signs changes",
    ("verifyBulk", "*"): "nobody else signs changes",
    ("simulator", "*"): "none comes with the package",
    ("reconnect", "Loro"): "a library without a server; its answers alone",
    ("reconnect", "PostgreSQL"): "a process and a slot for each subscriber; not tried with 10,000",
    ("idle", "Loro"): "no connections of its own",
    ("idle", "Yrs"): "no connections of its own",
    ("idle", "Automerge"): "no connections of its own",
    ("flatness", "PostgreSQL"): "measured at the long history only",
}

# What profiles said of figures that may miss their targets, by measure.
SHORTFALLS = {
    "apply": "perf, at 1,000,000 changes: SQLite 33 % of the processor time (of it 9 points are its page "
             "cache at each commit), the kernel 24 % (writing the log 11, forcing it to disk 10), the "
             "product's own code 15 % (of all 7 points are hashes and seals), allocation and copying 13 %, "
             "Swift's runtime 13 %.",
    "flatness": "the same profile. Of a long history each change of a random task is on a page of the state "
                "table of its own, which is read, copied to the write-ahead log and moved from there; of a "
                "short one the 64 changes of a turn share a few. What commits name is collected and goes to "
                "its index many names at a time.",
    "bootstrap": "perf of the new node: SQLite 27 % of the processor time, the kernel 23 % (writing 10, "
                 "forcing to disk 6, reading 4), the product's own code 18 % (of all 7 points are hashes and "
                 "seals), Swift's runtime 16 %, allocation and copying 15 %; unpacking 1 %.",
    "snapshot": "not profiled.",
    "reconnect": "what the hub and the load generator need of the processors is in the two lines below; the "
                 "rest is waiting, and what else ran on the machine (its load is below).",
    "idle": "heaptrack, 300 live sessions, kB a session: 52 are read and write buffers of TLS (swift-nio-ssl "
            "allocates 32 and 16 with each connection), 43 objects of HTTP/2 and gRPC, 32 memory of waiting "
            "tasks (more than half of them gRPC's), 8 BoringSSL; the session itself is below 10.",
}


def reason(measure, system):
    return WITHOUT.get((measure, system)) or WITHOUT.get((measure, "*"))
