"""Answers cases over standard input and output, one JSON object a line."""

import json
from collections.abc import Callable
from typing import IO, Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ..bundles import hpke
from ..bundles.file import read_bundle
from ..logs import digests
from ..logs.commit import Commit, CommitBytes
from ..logs.control import Control
from ..logs.genesis import Signed, log_genesis, next_key_hash, scope_genesis
from ..logs.run import LogStart, verify_run
from ..replica.scope import Scope
from ..state.fold import fold
from ..state.merkle import tree_head
from ..state.snapshot import check_snapshot, manifest_hash
from ..wire.hashing import fingerprint, tag
from ..wire.keys import SigningKey, public_key, verifies
from ..wire.refused import Refused
from . import folds

JSON = dict[str, Any]
unhex = bytes.fromhex


def signed(vector: JSON) -> Signed:
    also = tuple(
        (each["holder"], unhex(each["signature"])) for each in vector.get("coSignatures", [])
    )
    return Signed(unhex(vector["content"]), unhex(vector["signature"]), also)


def case_tag(given: JSON) -> JSON:
    return {"digest": tag(given["purpose"]).hex()}


def case_secret(given: JSON) -> JSON:
    return {"key": SigningKey.of_secret(unhex(given["secret"])).public.hex()}


def case_key(given: JSON) -> JSON:
    public_key(unhex(given["key"]))
    return {"usable": True}


def case_signature(given: JSON) -> JSON:
    parts = (unhex(given[part]) for part in ("key", "signature", "message"))
    return {"holds": verifies(*parts)}


def case_scope(given: JSON) -> JSON:
    found = scope_genesis(signed(given["signed"]))
    return {
        "scope": found.scope.hex(),
        "authorityKey": found.authority_key.hex(),
        "nextAuthorityKeyHash": found.next_key_hash.hex(),
    }


def case_next_key(given: JSON) -> JSON:
    return {"hash": next_key_hash(unhex(given["key"])).hex()}


def case_log(given: JSON) -> JSON:
    found = log_genesis(signed(given["signed"]), unhex(given["identityKey"]))
    return {
        "scope": found.scope.hex(),
        "node": found.node.hex(),
        "log": found.log.hex(),
        "logKey": found.key.hex(),
        "incarnation": found.incarnation,
        "previousLog": found.previous.log.hex() if found.previous else None,
    }


def commit_bytes(vector: JSON) -> CommitBytes:
    names = ("header", "salt", "payload", "payloadDigest")
    return CommitBytes(*(unhex(vector.get(name, "")) for name in names))


def reading(commit: Commit) -> JSON:
    author, seen = commit.author, dict(commit.author.context)
    seen[commit.log_index] = commit.counter - 1
    return {
        "counter": commit.counter,
        "hash": commit.hash.hex(),
        "hybridTime": author.time,
        "controlSequence": author.control,
        "controlHash": author.control_hash.hex(),
        "schema": author.schema,
        "actor": author.actor,
        "operations": len(commit.operations),
        "context": [[index, seen[index]] for index in sorted(seen) if seen[index]],
    }


def case_run(given: JSON) -> JSON:
    start = LogStart(unhex(given["log"]), given["logIndex"], unhex(given["logKey"]))
    seals = [(seal["counter"], unhex(seal["signature"])) for seal in given["seals"]]
    accepted, failure = verify_run(start, [commit_bytes(c) for c in given["commits"]], seals)
    return {"accepted": [reading(commit) for commit in accepted], "failure": failure}


def case_control(given: JSON) -> JSON:
    genesis = signed(given["scopeGenesis"])
    control = Control(scope_genesis(genesis), genesis)
    for entry in given["records"]:
        try:
            control.apply(signed(entry))
        except Refused as refused:
            return {"refused": refused.code, "after": control.sequence}
    return {"hashes": [each.hex() for each in control.hashes[1:]], "state": state(control)}


def state(control: Control) -> JSON:
    return {
        "authorityKey": control.key.hex(),
        "otherRecords": control.other,
        "members": {node.hex(): capacity for node, capacity in control.members.items()},
        "revoked": sorted(node.hex() for node in control.revoked),
        "logs": {str(index): log.log.hex() for index, log in control.logs.items()},
        "cuts": {str(index): cut.counter for index, cut in control.cuts.items()},
        "transportKeys": {
            node.hex(): [key.hex() for key in keys] for node, keys in control.transport_keys.items()
        },
    }


def held(entries: list[JSON]) -> list[digests.Held]:
    return [(each["logIndex"], each["counter"], unhex(each["headHash"])) for each in entries]


def case_frontier(given: JSON) -> JSON:
    found = digests.frontier_digest(
        unhex(given["scope"]),
        given["controlSequence"],
        unhex(given["controlHash"]),
        held(given["entries"]),
    )
    return {"digest": found.hex()}


def case_combined(given: JSON) -> JSON:
    pairs = {unhex(each["scope"]): unhex(each["digest"]) for each in given["scopes"]}
    return {"digest": digests.combined_digest(pairs).hex()}


def case_session(given: JSON) -> JSON:
    names = ("initiatorHello", "responderHello", "initiatorTransportKey", "responderTransportKey")
    found = digests.session_bytes(given["role"], *(unhex(given[name]) for name in names))
    return {"bytes": found.hex()}


def case_receipt(given: JSON) -> JSON:
    found = digests.receipt_bytes(
        unhex(given["scope"]), held(given["entries"]), given["receivedAt"]
    )
    holds = verifies(unhex(given["identityKey"]), unhex(given["signature"]), found)
    return {"bytes": found.hex(), "holds": holds}


def case_fingerprint(given: JSON) -> JSON:
    return {"text": fingerprint(unhex(given["digest"]))}


def case_fold(given: JSON) -> JSON:
    """A whole scope: its control log, then its logs, in the order of their indices."""
    scope = Scope(signed(given["scopeGenesis"]))
    scope.apply(signed(record) for record in given["records"])
    for log in given["logs"]:
        commits = [commit_bytes(each) for each in log["commits"]]
        seals = [(seal["counter"], unhex(seal["signature"])) for seal in log["seals"]]
        scope.logs[log["logIndex"]].take(commits, seals, scope.withdrawn)
    return folds.answer(fold(scope.control, (log.commits for log in scope.logs.values())))


def case_snapshot(given: JSON) -> JSON:
    genesis = signed(given["scopeGenesis"])
    control = Control(scope_genesis(genesis), genesis)
    for entry in given["records"]:
        control.apply(signed(entry))
    parts = [unhex(part) for part in given["parts"]]
    rows = check_snapshot(unhex(given["manifest"]), parts, control)
    return {"rows": [[key.hex(), value.hex()] for key, value in rows]}


def case_witness(given: JSON) -> JSON:
    genesis = scope_genesis(signed(given["scopeGenesis"]))
    found = manifest_hash(unhex(given["manifest"]))
    message = tag("witness") + genesis.scope + found
    holds = verifies(unhex(given["identityKey"]), unhex(given["signature"]), message)
    return {"hash": found.hex(), "holds": holds}


def case_merkle(given: JSON) -> JSON:
    return {"head": tree_head([unhex(entry) for entry in given["entries"]]).hex()}


def case_hpke_seal(given: JSON) -> JSON:
    ephemeral = X25519PrivateKey.from_private_bytes(unhex(given["ephemeralSecret"]))
    recipient, info, plain, associated = (
        unhex(given[name]) for name in ("recipientKey", "info", "plain", "associated")
    )
    encapsulated, sealed = hpke.seal(recipient, info, plain, associated, ephemeral)
    return {"encapsulatedKey": encapsulated.hex(), "sealed": sealed.hex()}


def case_hpke_open(given: JSON) -> JSON:
    private = X25519PrivateKey.from_private_bytes(unhex(given["recipientSecret"]))
    names = ("encapsulatedKey", "info", "sealed", "associated")
    return {"plain": hpke.open_sealed(private, *(unhex(given[name]) for name in names)).hex()}


def case_bundle(given: JSON) -> JSON:
    private = X25519PrivateKey.from_private_bytes(unhex(given["bundleKeySecret"]))
    bundle = read_bundle(unhex(given["file"]), private)
    purposes = {1: "changes", 2: "request", 3: "receipt"}
    return {
        "bundleID": bundle.name.hex(),
        "purpose": purposes[bundle.manifest["purpose"]],
        "creator": bundle.manifest["creator"].hex(),
        "scopes": [scope["scope_id"].hex() for scope in bundle.manifest["scope"]],
        "frames": [frame.hex() for frame in bundle.frames],
    }


ANSWERS: dict[str, Callable[[JSON], JSON]] = {
    name.removeprefix("case_").replace("_", "-"): answer
    for name, answer in list(globals().items())
    if name.startswith("case_")
}


def answer(question: JSON) -> JSON:
    """The answer to one case; `{"refused": code}` if a rule is broken."""
    try:
        return ANSWERS[question["case"]](question)
    except Refused as refused:
        return {"refused": refused.code}


def serve(lines: IO[str], answers: IO[str]) -> None:
    """Answers each line until there are no more."""
    for line in lines:
        found = answer(json.loads(line))
        answers.write(json.dumps(found, sort_keys=True, separators=(",", ":")) + "\n")
        answers.flush()
