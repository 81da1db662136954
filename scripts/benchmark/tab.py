"""A browser's tab, as far as live reload goes: it says what it shows and is told when that is no longer right."""
import base64, json, os, re, socket, struct, threading, time, urllib.request


class Tab:
    """An open page; `told` is when the server said that it changed."""

    def __init__(self, port, path):
        self.told = None
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            page = answer.read().decode()
        digests = {name: re.search(f'data-{name}="([^"]*)"', page)[1] for name in ["page", "assets"]}
        self.socket = socket.create_connection(("127.0.0.1", port))
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET /.dossier/live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n"
            f"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        self.stream = self.socket.makefile("rb")
        status = self.stream.readline()
        if b" 101 " not in status:
            raise RuntimeError(f"no WebSocket: {status}")
        while self.stream.readline().strip():
            pass
        text = json.dumps({"path": path, **digests}).encode()
        self.socket.sendall(b"\x81" + struct.pack(">BH", 0x80 | 126, len(text)) + bytes(4) + text)
        self.thread = threading.Thread(target=self.listen, daemon=True)
        self.thread.start()

    def listen(self):
        try:
            while True:
                _, length = self.stream.read(2)
                if length >= 126:
                    length = int.from_bytes(self.stream.read(2 if length == 126 else 8), "big")
                message = self.stream.read(length)
                if b'"changed"' in message:
                    self.told = time.monotonic()
                    return
        except (OSError, ValueError):
            pass

    def wait(self, seconds):
        """Returns when it was told; `None` where it was not."""
        self.thread.join(seconds)
        return self.told

    def close(self):
        self.socket.close()
