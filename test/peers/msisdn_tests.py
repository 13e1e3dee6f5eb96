"""matrix-is-tester's common tests, moved from email to msisdn, and what the specification adds to them for phone numbers.

Each runs on v1, and on v2 with an account. Titles that matrix-is-tester has too are named as it names them.
"""

import unittest

import matrix_is_test.older_python  # noqa: F401
from matrix_is_tester.fakehs import get_shared_fake_hs
from matrix_is_tester.launch_is import get_or_launch_is

from msisdn_api import MsisdnApi, another_number, another_secret


class MsisdnTests:
    """Not a test case itself."""

    def setUp(self):
        self.api = MsisdnApi(get_or_launch_is(), self.API_VERSION)
        if self.API_VERSION == "v2":
            self.api.make_account(get_shared_fake_hs().get_addr())
        self.number = another_number()
        self.secret = another_secret()

    def test_ping(self):
        self.assertEqual(self.api.ping(), {})

    def test_request_msisdn_code(self):
        answer = self.api.request_code(self.number, self.secret)
        body = answer.json()
        self.assertEqual(answer.status_code, 200)
        self.assertRegex(body["sid"], r"^[0-9a-zA-Z.=_-]{1,255}$")
        self.assertEqual(body["msisdn"], self.number)
        self.assertEqual(body["intl_fmt"].replace(" ", ""), "+" + self.number)
        self.assertEqual(len(self.codes()), 1)

    def test_reject_invalid_msisdn(self):
        for number in ["12", "447400", "not a number", "999", "4474001234567890123"]:
            with self.subTest(number=number):
                self.assert_error(self.api.request_code(number, self.secret), 400, "M_INVALID_ADDRESS")

    def test_reject_bad_client_secret(self):
        for secret in ["", "a b", "x" * 256, "sécret"]:
            with self.subTest(secret=secret):
                answer = self.api.request_code(self.number, secret)
                self.assertEqual(answer.status_code, 400)
                self.assertIn(answer.json()["errcode"], ["M_INVALID_PARAM", "M_MISSING_PARAMS"])

    def test_national_number(self):
        national = "0" + self.number[2:]
        answer = self.api.post(
            "/validate/msisdn/requestToken",
            phone_number=national,
            country="GB",
            client_secret=self.secret,
            send_attempt=1,
        )
        self.assertEqual(answer.json()["msisdn"], self.number)

    def test_submit_msisdn_code(self):
        sid = self.requested()
        self.assertEqual(self.submitted(sid, self.codes()[0]).json(), {"success": True})

    def test_submit_msisdn_code_get(self):
        sid = self.requested()
        page = self.api.submit_code_via_get(sid, self.secret, self.codes()[0])
        self.assertEqual(page.status_code, 200)
        self.assertIn("text/html", page.headers["content-type"])
        self.assert_validated(sid)

    def test_submit_msisdn_code_get_next_link(self):
        sid = self.requested(next_link="http://localhost/done")
        page = self.api.submit_code_via_get(sid, self.secret, self.codes()[0])
        self.assertEqual((page.status_code, page.headers["location"]), (302, "http://localhost/done"))
        self.assert_validated(sid)

    def test_submit_wrong_code(self):
        sid = self.requested()
        self.assert_error(self.submitted(sid, self.wrong_code()), 400, "M_TOKEN_INCORRECT")
        self.assert_not_validated(sid)
        self.assertEqual(self.submitted(sid, self.codes()[0]).json(), {"success": True})

    def test_submit_wrong_code_get(self):
        sid = self.requested()
        page = self.api.submit_code_via_get(sid, self.secret, self.wrong_code())
        self.assertEqual(page.status_code, 400)
        self.assert_not_validated(sid)

    def test_submit_five_wrong_codes(self):
        sid = self.requested()
        for _ in range(5):
            self.submitted(sid, self.wrong_code())
        self.assert_error(self.submitted(sid, self.codes()[0]), 400, "M_SESSION_EXPIRED")
        self.assert_error(self.api.validated(sid, self.secret), 400, "M_SESSION_EXPIRED")

    def test_submit_with_another_secret(self):
        sid = self.requested()
        answer = self.api.submit_code(sid, another_secret(), self.codes()[0])
        self.assert_error(answer, 404, "M_NO_VALID_SESSION")
        self.assert_not_validated(sid)

    def test_submit_to_unknown_session(self):
        self.assert_error(self.submitted("unknown", "123456"), 404, "M_NO_VALID_SESSION")

    def test_same_send_attempt_sends_nothing(self):
        sid = self.requested()
        self.assertEqual(self.requested(), sid)
        self.assertEqual(len(self.codes()), 1)

    def test_greater_send_attempt_sends_the_code_again(self):
        sid = self.requested()
        self.assertEqual(self.requested(send_attempt=2), sid)
        first, second = self.codes()
        self.assertEqual(first, second)

    def test_another_secret_is_another_session(self):
        sid = self.requested()
        self.secret = another_secret()
        self.assertNotEqual(self.requested(), sid)

    def test_get_validated_threepid(self):
        sid = self.requested()
        self.submitted(sid, self.codes()[0])
        self.assert_validated(sid)

    def test_get_validated_threepid_not_validated(self):
        self.assert_not_validated(self.requested())

    def test_get_validated_threepid_of_unknown_session(self):
        self.assert_error(self.api.validated("unknown", self.secret), 404, "M_NO_VALID_SESSION")

    def test_get_validated_threepid_with_another_secret(self):
        sid = self.requested()
        self.submitted(sid, self.codes()[0])
        self.assert_error(self.api.validated(sid, another_secret()), 404, "M_NO_VALID_SESSION")

    def requested(self, **more):
        return self.api.request_code(self.number, self.secret, **more).json()["sid"]

    def submitted(self, sid, code):
        return self.api.submit_code(sid, self.secret, code)

    def codes(self):
        return self.api.codes_to(self.number)

    def wrong_code(self):
        return "%06d" % ((int(self.codes()[0]) + 1) % 1_000_000)

    def assert_validated(self, sid):
        body = self.api.validated(sid, self.secret).json()
        self.assertEqual((body["medium"], body["address"]), ("msisdn", self.number))
        self.assertGreater(body["validated_at"], 0)

    def assert_not_validated(self, sid):
        self.assert_error(self.api.validated(sid, self.secret), 400, "M_SESSION_NOT_VALIDATED")

    def assert_error(self, answer, status, errcode):
        self.assertEqual((answer.status_code, answer.json().get("errcode")), (status, errcode))


class MsisdnV1Test(MsisdnTests, unittest.TestCase):
    API_VERSION = "v1"

    def test_versions(self):
        versions = MsisdnApi(get_or_launch_is() + "/_matrix/identity", "v1").get_versions()["versions"]
        self.assertIn("v1.1", versions)


class MsisdnV2Test(MsisdnTests, unittest.TestCase):
    API_VERSION = "v2"

    def test_needs_an_account(self):
        self.api.headers = None
        self.assert_error(self.api.request_code(self.number, self.secret), 401, "M_UNAUTHORIZED")
        self.assert_error(self.submitted("unknown", "123456"), 401, "M_UNAUTHORIZED")
        self.assert_error(self.api.validated("unknown", self.secret), 401, "M_UNAUTHORIZED")

    def test_needs_the_terms(self):
        self.api = MsisdnApi(get_or_launch_is(True), "v2")
        self.api.make_account(get_shared_fake_hs().get_addr())
        self.assert_error(self.api.request_code(self.number, self.secret), 403, "M_TERMS_NOT_SIGNED")
        policies = self.api.get_terms()["policies"].values()
        self.api.agree_to_terms([policy["fr"]["url"] for policy in policies])
        sid = self.requested()
        self.assertEqual(self.submitted(sid, self.codes()[0]).json(), {"success": True})
        self.assert_validated(sid)

    def test_logout_ends_the_account(self):
        self.api.logout()
        self.assert_error(self.api.request_code(self.number, self.secret), 401, "M_UNAUTHORIZED")
