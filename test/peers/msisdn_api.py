"""The calls of matrix-is-tester's IsApi that are about an email address, with a phone number in its place."""

import itertools

import requests
from matrix_is_tester.is_api import IsApi

_counted = itertools.count(1)


def another_number():
    """A British mobile number in E.164 without the `+`."""
    return "447400%06d" % next(_counted)


def another_secret():
    return "secret.%d" % next(_counted)


class MsisdnApi(IsApi):
    """Answers are of `requests`, so that tests see their status too. Codes are read from the server's inbox."""

    def __init__(self, base_url, version):
        super().__init__(base_url, version, None)

    def get(self, path, **params):
        return requests.get(self.apiRoot + path, params=params, headers=self.headers, allow_redirects=False)

    def post(self, path, **body):
        return requests.post(self.apiRoot + path, json=body, headers=self.headers)

    def request_code(self, number, client_secret, send_attempt=1, **more):
        return self.post(
            "/validate/msisdn/requestToken",
            phone_number="+" + number,
            country="GB",
            client_secret=client_secret,
            send_attempt=send_attempt,
            **more,
        )

    def submit_code(self, sid, client_secret, token):
        return self.post("/validate/msisdn/submitToken", sid=sid, client_secret=client_secret, token=token)

    def submit_code_via_get(self, sid, client_secret, token):
        return self.get("/validate/msisdn/submitToken", sid=sid, client_secret=client_secret, token=token)

    def validated(self, sid, client_secret):
        return self.get("/3pid/getValidated3pid", sid=sid, client_secret=client_secret)

    def codes_to(self, number):
        """The codes of the messages to a number, the newest first."""
        inbox = requests.get(self.base_url + "/_threepid/inbox/messages").json()
        return [message["code"] for message in inbox["messages"] if message["to"] == "+" + number]
