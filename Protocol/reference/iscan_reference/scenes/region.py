"""A region of real processes: a hub that serves, nodes of the product, and this peer."""

import json
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..enrolment.files import Invitation, accept_reply, fingerprint, request, utc_now
from ..enrolment.keyring import Keyring
from ..replica.peer import Peer
from ..session.initiator import Session, Summary
from ..session.transport import Stream

COMMAND_SECONDS = 60
REFERENCE = "REF"


@dataclass(frozen=True)
class Answer:
    """What a command printed, and how it ended."""

    status: int
    output: str
    errors: str

    @property
    def json(self) -> Any:
        return json.loads(self.output)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Region:
    """One hub, in a folder of its own."""

    def __init__(self, program: Path, folder: Path, name: str = "Tarn and Coast") -> None:
        self.program, self.folder, self.name = program, folder, name
        self.port = free_port()
        self.server: subprocess.Popen[bytes] | None = None
        address = f"127.0.0.1:{self.port}"
        self.hub("init", "--region", name, "--address", address)

    def attempt(self, *words: str) -> Answer:
        """Runs a command to its end, however it ends."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("ISCAN_")}
        done = subprocess.run(
            [self.program, *words],
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    def run(self, *words: str) -> Answer:
        """Runs a command that must succeed."""
        answer = self.attempt(*words)
        if answer.status != 0:
            raise RuntimeError(f"iscan {' '.join(words)}: {answer.status} {answer.errors}")
        return answer

    def hub(self, *words: str) -> Answer:
        return self.run("hub", *words, "--home", str(self.folder / "hub"))

    def start(self) -> None:
        """Serves nodes until `stop`."""
        log = (self.folder / "hub.log").open("wb")
        words = ["serve", "--home", str(self.folder / "hub"), "--page-port", "0"]
        self.server = subprocess.Popen(
            [self.program, *words, "--sync-port", str(self.port)],
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
        )
        for _ in range(400):
            if f"Nodes: port {self.port}\n" in (self.folder / "hub.log").read_text():
                return
            time.sleep(0.05)
        raise RuntimeError((self.folder / "hub.log").read_text())

    def stop(self) -> None:
        """Ends the server that this region started."""
        if self.server is None:
            return
        self.server.send_signal(signal.SIGTERM)
        try:
            self.server.wait(10)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        self.server = None

    def invite(self, name: str, reference: str, district: str) -> Path:
        path = self.folder / f"{reference}-invitation.json"
        words = ["--name", name, "--reference", reference, "--district", district]
        self.hub("invite", *words, "--output", str(path))
        return path

    def accept(self, asked: Path, fingerprint_read_out: str) -> Path:
        reply = asked.with_name(asked.name.replace("request", "reply"))
        words = ["accept", str(asked), "--fingerprint", fingerprint_read_out]
        self.hub(*words, "--output", str(reply))
        return reply


class Node:
    """A node of the product."""

    def __init__(self, region: Region, name: str, reference: str, district: str) -> None:
        self.region, self.reference = region, reference
        self.home = region.folder / reference
        words = ["--name", name, "--reference", reference, "--district", district]
        self.run("node", "init", *words)
        for handle, role in (("officer", "coordinator"), ("chair", "tactical-chair")):
            self.run("person", "add", handle, "--role", role)
        invitation = region.invite(name, reference, district)
        asked = region.folder / f"{reference}-request.json"
        words = ["--invitation", str(invitation), "--output", str(asked), "--json"]
        answer = self.run("node", "enrol", *words).json
        reply = region.accept(asked, answer["fingerprint"])
        self.run("node", "enrol", "--reply", str(reply))

    def run(self, *words: str) -> Answer:
        return self.region.run(*words, "--home", str(self.home))

    def attempt(self, *words: str) -> Answer:
        return self.region.attempt(*words, "--home", str(self.home))

    def synchronise(self) -> Any:
        return self.run("sync", "run", "--json").json

    def task(self, reference: str) -> Any:
        return self.run("task", "show", reference, "--json").json


def enrol(region: Region, name: str, reference: str, district: str) -> Peer:
    """Has this peer join the region."""
    keys = Keyring()
    invitation = Invitation.of(region.invite(name, reference, district).read_bytes())
    asked = region.folder / f"{reference}-request.json"
    asked.write_bytes(request(invitation, keys, utc_now()))
    reply = region.accept(asked, fingerprint(keys))
    member = accept_reply(reply.read_bytes(), invitation, keys, utc_now())
    return Peer(keys, invitation, member)


def synchronise(peer: Peer) -> Summary:
    """One session with the hub."""
    with Stream(peer.invitation, peer.member, peer.keys) as line:
        return Session(peer, line).run()
