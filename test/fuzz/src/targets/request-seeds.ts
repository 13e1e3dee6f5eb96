const v1 = '/_matrix/identity/api/v1';
const v2 = '/_matrix/identity/v2';
const client = '/_matrix/client/v3';

const fields = (parts: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    client_secret: 'monkeys',
    country: 'GB',
    phone_number: '07400 123456',
    send_attempt: 1,
    ...parts,
  });

/** A request as HTTP writes it. */
function written(line: string, headers: readonly string[] = [], body?: string): string {
  const head = [line, ...headers].join('\n');
  return body === undefined ? head : `${head}\n\n${body}`;
}

const json = 'Content-Type: application/json';
const form = 'Content-Type: application/x-www-form-urlencoded';
const bearer = 'Authorization: Bearer token-of-alice';

const request = written(`POST ${v1}/validate/msisdn/requestToken`, [json], fields());
const submit = written(
  `POST ${v1}/validate/msisdn/submitToken`,
  [json],
  '{"sid":"{sid}","client_secret":"monkeys","token":"{code}"}',
);
const validated = written(`GET ${v1}/3pid/getValidated3pid?sid={sid}&client_secret=monkeys`);

/** Requests to begin with: each call of the protocol, and conversations of several. */
export const requestSeeds: readonly string[] = [
  [request, submit, validated, submit].join('\n----\n'),
  [
    written(
      `POST ${v1}/validate/msisdn/requestToken`,
      [form, 'Accept-Language: de'],
      'client_secret=monkeys&country=GB&phone_number=07400123457&send_attempt=2&next_link=https%3A%2F%2Fexample.org%2F',
    ),
    written(`GET ${v1}/validate/msisdn/submitToken?sid={sid}&client_secret=monkeys&token={code}`, [
      'Accept-Language: ar',
    ]),
    written(`HEAD ${v1}/3pid/getValidated3pid?sid={sid}&client_secret=monkeys`),
  ].join('\n----\n'),
  [
    written(
      `POST ${v1}/validate/msisdn/requestToken`,
      [json, 'Accept-Language: fr, en;q=0.5'],
      fields({ phone_number: '+44 7400 123451', next_link: 'https://example.org/done' }),
    ),
    written(`GET ${v1}/validate/msisdn/submitToken?sid={sid}&client_secret=monkeys&token={code}`),
  ].join('\n----\n'),
  [
    written(
      `POST ${v2}/account/register`,
      [json],
      '{"access_token":"alice","matrix_server_name":"example.org","token_type":"Bearer","expires_in":3600}',
    ),
    written(
      `POST ${v2}/terms`,
      [json, 'Authorization: Bearer {token}'],
      '{"user_accepts":["https://example.org/terms"]}',
    ),
    written(`POST ${v2}/validate/msisdn/requestToken`, [json, 'Authorization: Bearer {token}'], fields()),
    written(
      `POST ${v2}/validate/msisdn/submitToken`,
      [json, 'Authorization: Bearer {token}'],
      '{"sid":"{sid}","client_secret":"monkeys","token":"{code}"}',
    ),
    written(`GET ${v2}/3pid/getValidated3pid?sid={sid}&client_secret=monkeys`, [
      'Authorization: Bearer {token}',
    ]),
    written(`GET ${v2}/account`, ['Authorization: Bearer {token}']),
    written(`POST ${v2}/account/logout`, ['Authorization: Bearer {token}'], '{}'),
  ].join('\n----\n'),
  written(`GET ${v2}/terms`),
  written('GET /_matrix/identity/versions'),
  written(`OPTIONS ${v1}/validate/msisdn/requestToken`, ['Origin: https://app.example']),
  written('PUT /_matrix/identity/api/v1'),
  [
    written(`POST ${client}/register/msisdn/requestToken`, [json], fields({ id_server: 'id.example.org' })),
    written(
      `POST ${client}/account/3pid/add`,
      [json, bearer],
      '{"client_secret":"monkeys","sid":"{sid}","auth":{"type":"m.login.password"}}',
    ),
    written(
      `POST ${client}/account/3pid`,
      [json, bearer],
      '{"three_pid_creds":{"client_secret":"monkeys","sid":"{sid}"}}',
    ),
  ].join('\n----\n'),
  written(
    `POST ${client}/account/3pid/msisdn/requestToken`,
    [json],
    fields({ id_server: 'other.example', id_access_token: 'x' }),
  ),
  written(
    `POST ${client}/account/password/msisdn/requestToken`,
    [json],
    fields({ phone_number: '+447400888888', id_server: 'evil.example' }),
  ),
  written(
    `POST ${client}/account/3pid/msisdn/requestToken`,
    [json],
    fields({ country: 'US', phone_number: '2025550123', id_server: 'other.example', id_access_token: 'x' }),
  ),
  written(`GET ${client}/account/3pid`, [bearer]),
  written('POST /_threepid/callbacks/contract?a=b', [form, 'x-contract-signature: x'], 'status=delivered'),
  written(
    `POST ${v1}/validate/msisdn/requestToken`,
    [json, 'x-peer: 10.0.0.1', 'x-threepid-client-address: 198.51.100.7'],
    fields({ challenge_answer: 'solved', channel: 'voice', send_attempt: '7' }),
  ),
  written(
    `POST ${v1}/validate/msisdn/requestToken`,
    ['x-body: parsed', 'x-peer: lost'],
    fields({ phone_number: '+447400999999' }),
  ),
  [
    written(
      `POST ${v1}/validate/msisdn/requestToken`,
      ['x-body: parsed', 'x-peer: none'],
      fields({ phone_number: '+447400999999' }),
    ),
    written(
      `POST ${v1}/validate/msisdn/submitToken`,
      ['x-body: text', 'Authorization: Bearer the-secret-of-a-delegate'],
      '{"sid":"{sid}","client_secret":"monkeys","token":"000 042"}',
    ),
  ].join('\n----\n'),
  ...['+447700900001', '+447400123457', '+447400123458', '+6799123456', '+18005550123', '+8888888888'].map(
    (number) =>
      written(
        `POST ${v1}/validate/msisdn/requestToken`,
        [json, 'x-peer: 2001:db8::1'],
        fields({ country: '', phone_number: number }),
      ),
  ),
];
