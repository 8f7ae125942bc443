"""What each decision of a control record must look like, before anything is known of its scope."""

from ..wire.keys import public_key
from ..wire.message import Message
from .genesis import check_field, node_name, of_length

CAPITALS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
NAMES_NODE = ("add_member", "remove_member", "revoke_node", "set_transport_keys", "dormant")


def check_action(action: str | None, body: Message) -> None:
    """Refuses with `record-field-invalid` or `key-unusable`."""
    if action == "add_node":
        _introduction(body)
    if action in ("add_node", "set_transport_keys"):
        hashes = body["transport_key_hash"]
        check_field(len(hashes) <= 8 and all(len(each) == 32 for each in hashes))
        check_field(len(body["bundle_key"]) in (0, 32), "bundle_key")
    if action in NAMES_NODE:
        of_length(body["node_id"], 32)
    if action == "add_member":
        check_field(body["capacity"] in (1, 2))
    if action == "add_log":
        check_field(body["log_index"] >= 1)
    if action == "retire_log":
        cut = body["cut"] or Message("Cut")
        of_length(cut["head_hash"], 32)
    if action in ("remove_member", "revoke_node"):
        cuts = body["cut"]
        check_field(all(len(cut["head_hash"]) == 32 for cut in cuts))
        check_field(len({cut["log_index"] for cut in cuts}) == len(cuts))
    if action == "rotate_authority":
        public_key(body["authority_key"])
        of_length(body["next_authority_key_hash"], 32)


def _introduction(body: Message) -> None:
    key = public_key(body["identity_key"])
    check_field(body["node_id"] == node_name(key))
    check_field(1 <= len(body["name"].encode()) <= 64)
    check_field(len(body["reference"]) == 3 and set(body["reference"]) <= CAPITALS)
    check_field(len(body["district"]) <= 16)
    check_field(all(1 <= len(code.encode()) <= 64 for code in body["district"]))
