"""The work that ours and every peer do: what partnerships write to shared tasks.

Twelve writers, each in a log or document of its own, in turns of 64 changes. A change is one person's
one act: it makes a task, or gives one field of a task that its writer made a new value. Of ten changes
one makes a task, four set the status, one each the priority, the due day and the lead agency, and two
write a title of three to six words. Nothing is random but by the number of the change, so that the
benchmark program of ours (`Sources/iscan-benchmark/Workload.swift`) makes the same.
"""

WRITERS = 12
TURN = 64

STATUS = ["draft", "proposed", "assigned", "accepted", "in-progress", "blocked", "done", "verified"]
AGENCY = ["council", "police", "fire", "health", "probation"]
WORDS = (
    "alley bench bins bus camera centre church clean close corner council court cycle dark dogs door "
    "engage estate evening fence fire garages gate green hall hotspot joint knife lamp letter lights "
    "market meeting mobile noise north park path patrol phone police quad repair report river school "
    "scooter shop shutters signs south square station street survey talk team town van visit walk "
    "warden weekend youth"
).split()
MASK = (1 << 64) - 1


def drawn(number):
    """The bits that belong to a number (splitmix64)."""
    state = (number * 0x9E3779B97F4A7C15 + 0x9E3779B97F4A7C15) & MASK
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & MASK
    return state ^ (state >> 31)


def title(bits):
    """Three to six words."""
    words = []
    for place in range(3 + bits % 4):
        words.append(WORDS[(bits >> (4 + 7 * place)) % len(WORDS)])
    return " ".join(words)


def writer(number):
    """Who makes change `number`, from 0: writers take turns of 64."""
    return number // TURN % WRITERS


def place(number):
    """The number of the change among its writer's own."""
    return number // (TURN * WRITERS) * TURN + number % TURN


def reference(writer_number, task):
    """What people call a task."""
    return "%c%c%c-T-%04d" % (65 + writer_number, 65 + writer_number, 84, task)


def change(writer_number, own):
    """What a writer's own change `own` does: `None` makes a task, else (task, field, value).

    Tasks are numbered among the writer's own; of ten own changes the first makes one.
    """
    if own % 10 == 0:
        return None
    bits = drawn(own * 16 + writer_number)
    task = (bits >> 40) % (own // 10 + 1)
    kind = own % 10
    if kind <= 4:
        return task, "status", STATUS[bits % len(STATUS)]
    if kind == 5:
        return task, "priority", 1 + bits % 3
    if kind == 6:
        return task, "due", 20_000 + bits % 1_000
    if kind == 7:
        return task, "leadAgency", AGENCY[bits % len(AGENCY)]
    return task, "title", title(bits)
