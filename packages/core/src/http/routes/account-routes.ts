import { parseDto } from '../../dto/parse-dto.js';
import { SessionQuery } from '../../dto/session-query.js';
import { MatrixError } from '../../errors/matrix-error.js';
import { orUnavailable } from '../../errors/or-unavailable.js';
import type { AccountDirectory } from '../../ports/account-directory.js';
import type { Authenticator } from '../../ports/authenticator.js';
import type { UserInteractiveAuth } from '../../ports/user-interactive-auth.js';
import type { AddThreePid } from '../../use-cases/add-three-pid.js';
import { authenticate, clientTokenErrors } from '../caller/authenticate.js';
import { parseBody, type Fields } from '../request/parse-body.js';
import { jsonResponse } from '../response/json-response.js';
import type { Route } from '../routing/route.js';
import { answerClientServerError } from './client-server-error.js';

/** Parts of the routes of an account's numbers. */
export interface AccountRouteOptions {
  readonly directory: AccountDirectory;
  /** Undefined: `account/3pid` is the host's. */
  readonly authenticator: Authenticator | undefined;
  /** Undefined: adding a number is the host's. */
  readonly adding: { readonly addThreePid: AddThreePid; readonly auth: UserInteractiveAuth } | undefined;
}

/** `account/3pid` and the paths below it. */
export function accountRoutes(
  base: string,
  { directory, authenticator, adding }: AccountRouteOptions,
): readonly Route[] {
  if (authenticator === undefined) return [];
  const list = listRoute(`${base}/account/3pid`, directory, authenticator);
  if (adding === undefined) return [list];
  return [
    list,
    addRoute(`${base}/account/3pid/add`, authenticator, adding, (fields) => fields),
    addRoute(`${base}/account/3pid`, authenticator, adding, credentialsOf),
  ];
}

function listRoute(path: string, directory: AccountDirectory, authenticator: Authenticator): Route {
  return {
    method: 'GET',
    path,
    safe: true,
    shared: true,
    handle: async (request) => {
      const userId = await authenticate(authenticator, request, clientTokenErrors);
      return jsonResponse(200, { threepids: await threePidsOf(directory, userId) });
    },
  };
}

async function threePidsOf(directory: AccountDirectory, userId: string): Promise<readonly unknown[]> {
  return orUnavailable(async () => {
    const threePids = await directory.threePidsOf(userId);
    return threePids.map(({ medium, address, validatedAt, addedAt }) => ({
      medium,
      address,
      validated_at: validatedAt,
      added_at: addedAt,
    }));
  }, 'The accounts cannot be looked up now; try again');
}

function addRoute(
  path: string,
  authenticator: Authenticator,
  { addThreePid, auth }: NonNullable<AccountRouteOptions['adding']>,
  sessionOf: (fields: Fields) => Fields,
): Route {
  return {
    method: 'POST',
    path,
    safe: false,
    shared: true,
    onError: answerClientServerError,
    handle: async (request, record) => {
      const userId = await authenticate(authenticator, request, clientTokenErrors);
      const fields = parseBody(request);
      const { sid, client_secret: clientSecret } = parseDto(SessionQuery, sessionOf(fields));
      const verdict = await orUnavailable(
        () => auth.judge({ userId, auth: fields['auth'] }),
        'Who you are cannot be checked now; try again',
      );
      if (verdict.kind === 'challenge') return jsonResponse(401, verdict.body);
      await addThreePid.execute({ userId, sid, clientSecret, record });
      return jsonResponse(200, {});
    },
  };
}

/** The older call nests the session in `three_pid_creds`, or `threePidCreds` before r0.5.0. */
function credentialsOf(fields: Fields): Fields {
  const credentials = fields['three_pid_creds'] ?? fields['threePidCreds'];
  if (credentials === undefined) throw new MatrixError('M_MISSING_PARAM', 'Missing: three_pid_creds');
  if (typeof credentials === 'object' && credentials !== null && !Array.isArray(credentials))
    return credentials as Fields;
  throw new MatrixError('M_INVALID_PARAM', 'three_pid_creds must be an object');
}
