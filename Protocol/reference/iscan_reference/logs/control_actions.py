"""What each decision of a control record must look like, before anything is known of its scope."""

from collections.abc import Callable

from ..wire.keys import public_key
from ..wire.message import Message
from ..wire.refused import require
from .fork import LINKS_MAX
from .genesis import check_field, node_name, of_length
from .operations import operations

CAPITALS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
NAMES_NODE = ("add_member", "remove_member", "revoke_node", "set_transport_keys", "dormant")


def check_action(action: str | None, body: Message) -> None:
    """Refuses with `record-field-invalid`, or the code of what is inside."""
    if action == "add_node":
        _introduction(body)
    if action in ("add_node", "set_transport_keys"):
        hashes, bundle_key = body["transport_key_hash"], body["bundle_key"]
        check_field(len(hashes) <= 8 and all(len(each) == 32 for each in hashes))
        check_field(not bundle_key or (len(bundle_key) == 32 and any(bundle_key)), "bundle_key")
    if action in NAMES_NODE:
        of_length(body["node_id"], 32)
    check = CHECKS.get(action or "")
    if check is not None:
        check(body)


def _add_member(body: Message) -> None:
    check_field(body["capacity"] in (1, 2))


def _add_log(body: Message) -> None:
    check_field(body["log_index"] >= 1)


def _one_cut(body: Message) -> None:
    of_length((body["cut"] or Message("Cut"))["head_hash"], 32)


def _cuts(body: Message) -> None:
    cuts = body["cut"]
    check_field(all(len(cut["head_hash"]) == 32 for cut in cuts))
    check_field(len({cut["log_index"] for cut in cuts}) == len(cuts))


def _rotation(body: Message) -> None:
    public_key(body["authority_key"])
    of_length(body["next_authority_key_hash"], 32)


def _policy(body: Message) -> None:
    check_field(body["rules_version"] >= 1)
    check_field(body["schema_min"] <= body["schema_max"])
    _cuts(body)


def _verdict(body: Message) -> None:
    of_length((body["accepted"] or Message("Cut"))["head_hash"], 32)
    proof = body["proof"] or Message("ForkProof")
    hashes = (proof["first_hash"], proof["second_hash"])
    require(all(len(each) == 32 for each in hashes), "fork-unproven")
    links = proof["second_link"]
    require(len(links) <= LINKS_MAX, "fork-unproven")
    whole = all(len(x["payload_digest"]) == 32 and len(x["header"]) <= 4_096 for x in links)
    require(whole, "fork-unproven")


def _redact(body: Message) -> None:
    dot = body["dot"] or Message("Dot")
    check_field(1 <= len(body["ground"].encode()) <= 256)
    check_field(dot["counter"] >= 1)
    of_length(body["payload_digest"], 32)
    check_field(len(body["salt"]) in (0, 16))
    if body["remainder"]:
        operations(body["remainder"], dot["log_index"])


def _erased(body: Message) -> None:
    of_length(body["record_hash"], 32)


def _frontier(body: Message) -> None:
    last = 0
    for cut in body["frontier"]:
        of_length(cut["head_hash"], 32)
        check_field(cut["counter"] >= 1 and cut["log_index"] > last)
        last = cut["log_index"]


def _snapshot(body: Message) -> None:
    nodes = [of_length(witness["node_id"], 32) for witness in body["witness"]]
    check_field(len(set(nodes)) == len(nodes))
    of_length(body["manifest_hash"], 32)
    _frontier(body)


CHECKS: dict[str, Callable[[Message], None]] = {
    "add_member": _add_member,
    "add_log": _add_log,
    "retire_log": _one_cut,
    "remove_member": _cuts,
    "revoke_node": _cuts,
    "rotate_authority": _rotation,
    "set_policy": _policy,
    "fork_verdict": _verdict,
    "redact": _redact,
    "erased": _erased,
    "stability_mark": _frontier,
    "snapshot_declare": _snapshot,
}


def _introduction(body: Message) -> None:
    key = public_key(body["identity_key"])
    check_field(body["node_id"] == node_name(key))
    check_field(1 <= len(body["name"].encode()) <= 64)
    check_field(len(body["reference"]) == 3 and set(body["reference"]) <= CAPITALS)
    check_field(len(body["district"]) <= 16)
    check_field(all(1 <= len(code.encode()) <= 64 for code in body["district"]))
