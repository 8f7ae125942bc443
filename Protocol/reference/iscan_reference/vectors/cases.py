"""How the files of Protocol/vectors come apart into cases: what is given, and the answer wanted.

A case is a JSON object that any implementation can be asked; `harness.py` answers them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Case:
    """One question."""

    name: str
    question: dict[str, Any]
    answer: dict[str, Any]


def _case(kind: str, name: str, given: dict[str, Any], answer: dict[str, Any]) -> Case:
    return Case(f"{kind}: {name}", {"case": kind, **given}, answer)


def _refused(code: str) -> dict[str, Any]:
    return {"refused": code}


def tags(vectors: Any) -> Iterator[Case]:
    for name, digest in vectors.items():
        yield _case("tag", name, {"purpose": name}, {"digest": digest})


def keys(vectors: Any) -> Iterator[Case]:
    for pair in vectors["usable"]:
        yield _case("secret", pair["key"], {"secret": pair["secret"]}, {"key": pair["key"]})
        yield _case("key", pair["key"], {"key": pair["key"]}, {"usable": True})
    for key in vectors["unusable"]:
        yield _case("key", key, {"key": key}, _refused("key-unusable"))
    for vector in vectors["signatures"]:
        given = {part: vector[part] for part in ("key", "signature", "message")}
        yield _case("signature", vector["name"], given, {"holds": vector["holds"]})


def genesis(vectors: Any) -> Iterator[Case]:
    yield _case(
        "scope",
        "valid",
        {"signed": vectors["scopeGenesis"]},
        {
            "scope": vectors["scope"],
            "authorityKey": vectors["authorityKey"],
            "nextAuthorityKeyHash": vectors["nextAuthorityKeyHash"],
        },
    )
    yield _case(
        "next-key",
        "announced",
        {"key": vectors["nextAuthorityKey"]},
        {"hash": vectors["nextAuthorityKeyHash"]},
    )
    for place, log in enumerate(vectors["logs"]):
        yield _case(
            "log",
            f"valid {place}",
            {"signed": log["signed"], "identityKey": log["identityKey"]},
            {
                "scope": vectors["scope"],
                "node": log["node"],
                "log": log["log"],
                "logKey": log["logKey"],
                "incarnation": log["incarnation"],
                "previousLog": log.get("previousLog"),
            },
        )
    for vector in vectors["refused"]:
        given = {part: vector[part] for part in ("signed", "identityKey") if part in vector}
        yield _case(vector["kind"], vector["name"], given, _refused(vector["code"]))


def runs(vectors: Any) -> Iterator[Case]:
    for vector in vectors:
        answer = {"accepted": vector["accepted"], "failure": vector.get("failure")}
        given = {k: v for k, v in vector.items() if k not in ("accepted", "failure", "name")}
        yield _case("run", vector["name"], given, answer)


def control(vectors: Any) -> Iterator[Case]:
    records = vectors["records"]
    base = {"scopeGenesis": vectors["scopeGenesis"]}
    yield _case(
        "control",
        "the whole log",
        base | {"records": [each["signed"] for each in records]},
        {"hashes": [each["hash"] for each in records], "state": vectors["final"]},
    )
    for vector in vectors["refused"]:
        held = [each["signed"] for each in records[: vector["after"]]]
        given = base | {"records": [*held, vector["signed"]]}
        yield _case(
            "control", vector["name"], given, _refused(vector["code"]) | {"after": vector["after"]}
        )


def digests(vectors: Any) -> Iterator[Case]:
    pairs = []
    for place, vector in enumerate(vectors["frontiers"]):
        given = {k: v for k, v in vector.items() if k != "digest"}
        yield _case("frontier", str(place), given, {"digest": vector["digest"]})
        pairs.append({"scope": vector["scope"], "digest": vector["digest"]})
    yield _case("combined", "of all", {"scopes": pairs}, {"digest": vectors["combined"]})
    yield _case("combined", "of none", {"scopes": []}, {"digest": vectors["combinedOfNone"]})
    for vector in vectors["sessions"]:
        yield from _session(vector, vectors["sessions"])
    receipt, frontier = vectors["receipt"], vectors["frontiers"][0]
    given = {
        "scope": frontier["scope"],
        "entries": frontier["entries"],
        "receivedAt": receipt["receivedAt"],
        "identityKey": receipt["identityKey"],
        "signature": receipt["signature"],
    }
    yield _case("receipt", "signed", given, {"bytes": receipt["bytes"], "holds": True})
    for digest, text in vectors["fingerprints"].items():
        yield _case("fingerprint", text, {"digest": digest}, {"text": text})


def _session(vector: Any, sessions: list[Any]) -> Iterator[Case]:
    hidden = ("bytes", "signature", "identityKey")
    given = {k: v for k, v in vector.items() if k not in hidden}
    yield _case("session", f"role {vector['role']}", given, {"bytes": vector["bytes"]})
    for other in sessions:
        yield _case(
            "signature",
            f"of role {vector['role']} over bytes of role {other['role']}",
            {
                "key": vector["identityKey"],
                "signature": vector["signature"],
                "message": other["bytes"],
            },
            {"holds": other is vector},
        )


def merkle(vectors: Any) -> Iterator[Case]:
    entries, heads = vectors["entries"], vectors["heads"]
    for count, head in enumerate(heads):
        yield _case("merkle", f"{count} entries", {"entries": entries[:count]}, {"head": head})


def hpke(vectors: Any) -> Iterator[Case]:
    sealing = ("recipientKey", "ephemeralSecret", "info", "associated", "plain")
    opening = ("recipientSecret", "encapsulatedKey", "info", "associated", "sealed")
    for vector in vectors:
        sealed = {part: vector[part] for part in ("encapsulatedKey", "sealed")}
        yield _case("hpke-seal", vector["source"], {p: vector[p] for p in sealing}, sealed)
        given = {part: vector[part] for part in opening}
        yield _case("hpke-open", vector["source"], given, {"plain": vector["plain"]})


def bundles(vectors: Any) -> Iterator[Case]:
    for vector in vectors:
        given = {part: vector[part] for part in ("bundleKeySecret", "file")}
        outcome = _refused(vector["refused"]) if "refused" in vector else vector["opened"]
        yield _case("bundle", vector["why"], given, outcome)


def folds(vectors: Any) -> Iterator[Case]:
    for vector in vectors:
        given = {k: v for k, v in vector.items() if k not in ("name", "state")}
        yield _case("fold", vector["name"], given, vector["state"])


def snapshots(vectors: Any) -> Iterator[Case]:
    for vector in vectors:
        given = {k: vector[k] for k in ("scopeGenesis", "records", "manifest", "parts")}
        wanted = {"rows": vector["rows"]} if "rows" in vector else _refused("snapshot-invalid")
        yield _case("snapshot", vector["name"], given, wanted)
        for witness in vector["witnesses"]:
            asked = {k: vector[k] for k in ("scopeGenesis", "manifest")}
            asked |= {k: witness[k] for k in ("identityKey", "signature")}
            answer = {"hash": vector["hash"], "holds": witness["holds"]}
            yield _case("witness", f"{vector['name']}, {witness['node'][:8]}", asked, answer)


FILES = {
    "tags.json": tags,
    "keys.json": keys,
    "genesis.json": genesis,
    "runs.json": runs,
    "refused-runs.json": runs,
    "control.json": control,
    "digests.json": digests,
    "folds.json": folds,
    "authority.json": folds,
    "snapshots.json": snapshots,
    "merkle.json": merkle,
    "hpke.json": hpke,
    "bundles.json": bundles,
}
