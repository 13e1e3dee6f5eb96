"""Which tests of matrix-is-tester run as they are, and why the others don't. Together they are all of its tests."""

INCLUDED = [
    "test_account.AccountTest.test_account",
    "test_logout.LogoutTest.test_logout",
    "test_terms.TermsTest.test_agree_to_terms",
    "test_terms.TermsTest.test_get_terms",
    "test_terms.TermsTest.test_reject_if_not_authed",
    "test_terms.TermsTest.test_terms_allow_if_no_terms",
    "test_terms.TermsTest.test_terms_allow_in_separate_calls",
    "test_terms.TermsTest.test_terms_allow_mixed_langs",
    "test_terms.TermsTest.test_terms_allow_when_all_agreed",
    "test_terms.TermsTest.test_terms_no_terms",
    "test_terms.TermsTest.test_terms_reject_if_none_agreed",
    "test_terms.TermsTest.test_terms_reject_if_not_all_agreed",
]

_MOVED = "validates an email address; in msisdn_tests.py it validates a phone number"
_BINDS = "binds an email address to a user: threepid publishes nobody's number or address"
_INVITES = "stores an invitation for an email address: threepid sends codes alone"

EXCLUDED = {
    "base_api_test.BaseApiTest.test_ping": "its class starts a mail server first; in msisdn_tests.py it doesn't",
    "base_api_test.BaseApiTest.test_request_email_code": _MOVED,
    "base_api_test.BaseApiTest.test_reject_invalid_email": _MOVED,
    "base_api_test.BaseApiTest.test_submit_email_code": _MOVED,
    "base_api_test.BaseApiTest.test_submit_email_code_get": _MOVED,
    "base_api_test.BaseApiTest.test_get_validated_threepid": _MOVED,
    "base_api_test.BaseApiTest.test_get_validated_threepid_not_validated": _MOVED,
    "base_api_test.BaseApiTest.test_unverified_bind": _BINDS,
    "base_api_test.BaseApiTest.test_store_invite": _INVITES,
    "base_api_test.BaseApiTest.test_store_invite_bound_threepid": _INVITES,
    "test_bind_denied.AccountTest.test_bind_notYourMxid": _BINDS,
    "test_v1.V1Test.test_bind_and_lookup": _BINDS,
    "test_v1.V1Test.test_bulk_lookup": _BINDS,
    "test_v2.V2Test.test_bind_and_lookup": _BINDS,
    "test_versions.VersionsTest.test_versions": "asks /versions, which the specification has at /_matrix/identity/versions,"
    " and looks for a list among its strings; in msisdn_tests.py it asks and looks where the specification says",
}
