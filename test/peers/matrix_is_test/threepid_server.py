"""The standalone server in a process of its own."""

import os
import re
import subprocess
import threading
from pathlib import Path

import matrix_is_tester

HERE = Path(__file__).parent
MAIN = HERE.parents[2] / "packages" / "server" / "dist" / "main.js"
FAKE_HOMESERVER_CERTIFICATE = Path(matrix_is_tester.__file__).with_name("fakehs.pem")

# The suite's homeserver has this name, and its certificate is for localhost.
FAKE_HOMESERVER = "127.0.0.1:4490=https://localhost:4490"


class ThreepidServer:
    """Listens at `url` once it is made; `close` ends it."""

    def __init__(self, with_terms):
        self._process = subprocess.Popen(
            [os.environ.get("NODE", "node"), str(MAIN)],
            env=_environment(with_terms),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.url = self._listening_url()
        # A full pipe would stop the server.
        threading.Thread(target=self._process.stderr.read, daemon=True).start()

    def close(self):
        self._process.terminate()
        self._process.wait()

    def _listening_url(self):
        printed = ""
        for line in self._process.stderr:
            printed += line
            match = re.match(r"threepid listens on (http:\S+)", line)
            if match:
                return match.group(1)
        raise RuntimeError("the server ended before it listened:\n" + printed)


def _environment(with_terms):
    return {
        "PATH": os.environ["PATH"],
        "NODE_ENV": "development",
        "NODE_EXTRA_CA_CERTS": str(FAKE_HOMESERVER_CERTIFICATE),
        "HOST": "127.0.0.1",
        "PORT": "0",
        "THREEPID_HOMESERVERS": FAKE_HOMESERVER,
        "THREEPID_TERMS": str(HERE / "terms.json") if with_terms else "",
        # A suite asks from one address, within seconds, for what many people ask for in hours.
        "THREEPID_LIMITS": "off",
    }
