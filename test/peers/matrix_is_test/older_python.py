"""What the suite uses of Python 3.11 and newer Pythons no longer have: import it before the suite."""

import multiprocessing
import ssl
import unittest


def _wrap_socket(sock, certfile, server_side):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certfile)
    return context.wrap_socket(sock, server_side=server_side)


if not hasattr(ssl, "wrap_socket"):
    ssl.wrap_socket = _wrap_socket
if not hasattr(unittest.TestCase, "assertEquals"):
    unittest.TestCase.assertEquals = unittest.TestCase.assertEqual
# The suite's homeserver starts in a process that has this module's changes.
multiprocessing.set_start_method("fork")
