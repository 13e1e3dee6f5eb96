"""The one call that the suite makes and threepid doesn't have.

The suite asks `GET /hash_details` to learn whether a caller has signed the terms, and looks at nothing else in the answer.
threepid has no lookups, on purpose: it publishes nobody's number. The relay answers that call by threepid's judgement of
the same caller on `GET /account`, and passes every other call on as it is.
"""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import requests

HASH_DETAILS = "/_matrix/identity/v2/hash_details"
ACCOUNT = "/_matrix/identity/v2/account"
PASSED_BACK = ["access-control-allow-origin", "content-type", "location", "retry-after"]


class HashDetailsRelay:
    """Listens at `url` once it is made; `close` ends it."""

    def __init__(self, server_url):
        handler = type("Handler", (_Handler,), {"server_url": server_url})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = "http://127.0.0.1:%d" % self._server.server_address[1]

    def close(self):
        self._server.shutdown()
        self._server.server_close()


class _Handler(BaseHTTPRequestHandler):
    server_url = ""

    def do_GET(self):
        if self.path != HASH_DETAILS:
            return self._pass_on()
        judged = self._ask(ACCOUNT)
        allowed = judged.status_code == 200
        self._answer(judged, json.dumps({"algorithms": ["none"]}).encode() if allowed else judged.content)

    def do_POST(self):
        self._pass_on()

    def _pass_on(self):
        answer = self._ask(self.path)
        self._answer(answer, answer.content)

    def _ask(self, path):
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
        return requests.request(
            self.command, self.server_url + path, data=body, headers=headers, allow_redirects=False
        )

    def _answer(self, answer, content):
        self.send_response(answer.status_code)
        for name in PASSED_BACK:
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format, *args):
        """Prints nothing: what fails is printed by the runner."""
