"""A TCP relay on 127.0.0.1 that counts bytes each way and turns of direction."""

import socket
import threading


class CountingProxy:
    """Listens at `port` and relays every connection to `target`; `up` is what the one who connects sends."""

    def __init__(self, target, port=0):
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", port), backlog=1024)
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.reset()
        threading.Thread(target=self._accept, daemon=True).start()

    def reset(self):
        with self.lock:
            self.up = self.down = self.turns = self.connections = 0
            self.last = None

    def read(self):
        """Bytes each way since `reset`; a round trip is a turn from up to down."""
        with self.lock:
            return {"up": self.up, "down": self.down, "roundTrips": self.turns}

    def close(self):
        # Closing alone would leave it listening while a thread waits in `accept`.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
                far = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                return
            for end in (near, far):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with self.lock:
                self.connections += 1
            for pair in ((near, far, "up"), (far, near, "down")):
                threading.Thread(target=self._relay, args=pair, daemon=True).start()

    def _relay(self, source, sink, way):
        try:
            while content := source.recv(262_144):
                with self.lock:
                    setattr(self, way, getattr(self, way) + len(content))
                    if way == "down" and self.last == "up":
                        self.turns += 1
                    self.last = way
                sink.sendall(content)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
