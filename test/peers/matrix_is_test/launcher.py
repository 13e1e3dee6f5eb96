"""What matrix-is-tester asks of a server's project: `MatrixIsTestLauncher`, which starts the server."""

from matrix_is_test.hash_details_relay import HashDetailsRelay
from matrix_is_test.threepid_server import ThreepidServer


class MatrixIsTestLauncher:
    """Starts the standalone server, with terms of service or without."""

    def __init__(self, with_terms):
        self._with_terms = with_terms

    def launch(self):
        self._server = ThreepidServer(self._with_terms)
        self._relay = HashDetailsRelay(self._server.url)

    def tearDown(self):
        self._relay.close()
        self._server.close()

    def get_base_url(self):
        return self._relay.url
