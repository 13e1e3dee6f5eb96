import { parseDto } from '../../dto/parse-dto.js';
import { HomeserverRequestTokenBody } from '../../dto/request-token-body.js';
import { SessionQuery } from '../../dto/session-query.js';
import { MatrixError } from '../../errors/matrix-error.js';
import type { AccountDirectory } from '../../ports/account-directory.js';
import type { Authenticator } from '../../ports/authenticator.js';
import type { UserInteractiveAuth } from '../../ports/user-interactive-auth.js';
import type { AddThreePid } from '../../use-cases/add-three-pid.js';
import type { AvailabilityPurpose } from '../../use-cases/check-three-pid-availability.js';
import type { RequestTokenForHomeserver } from '../../use-cases/request-token-for-homeserver.js';
import { authenticate, clientTokenErrors } from '../caller/authenticate.js';
import { toClientServerError } from './client-server-error.js';
import type { HttpRequest } from '../request/http-request.js';
import type { HttpResponse } from '../response/http-response.js';
import { errorResponse, jsonResponse, toMatrixError } from '../response/json-response.js';
import { localesOf } from '../request/locales-of.js';
import { parseBody, type Fields } from '../request/parse-body.js';
import type { Route } from '../routing/route.js';

/** What the homeserver's side is made of. */
export interface ClientServerOptions {
  readonly requestToken: RequestTokenForHomeserver;
  readonly directory: AccountDirectory;
  readonly clientAddressOf: (request: HttpRequest) => string | undefined;
  /** Undefined: `account/3pid` is the host's. */
  readonly authenticator: Authenticator | undefined;
  /** Undefined: adding a number is the host's. */
  readonly adding: { readonly addThreePid: AddThreePid; readonly auth: UserInteractiveAuth } | undefined;
}

/** The edition of 2018, and today's. */
const bases = ['/_matrix/client/r0', '/_matrix/client/v3'];

const requestTokenPaths: Readonly<Record<AvailabilityPurpose, string>> = {
  register: '/register/msisdn/requestToken',
  add: '/account/3pid/msisdn/requestToken',
  password: '/account/password/msisdn/requestToken',
};

/** The client-server API's calls of phone numbers. All other paths below `/_matrix/client` are the host's. */
export function clientServerRoutes(options: ClientServerOptions): readonly Route[] {
  return bases.flatMap((base) => [
    ...(Object.keys(requestTokenPaths) as AvailabilityPurpose[]).map((purpose) =>
      requestTokenRoute(base, purpose, options),
    ),
    ...accountRoutes(base, options),
  ]);
}

function requestTokenRoute(base: string, purpose: AvailabilityPurpose, options: ClientServerOptions): Route {
  return {
    method: 'POST',
    path: base + requestTokenPaths[purpose],
    safe: false,
    onError: answerError,
    handle: async (request) => {
      const body = parseDto(HomeserverRequestTokenBody, parseBody(request));
      const { sid, submitUrl } = await options.requestToken.execute({
        purpose,
        clientSecret: body.client_secret,
        phoneNumber: body.phone_number,
        country: body.country,
        sendAttempt: body.send_attempt,
        nextLink: body.next_link,
        idServer: body.id_server,
        idAccessToken: body.id_access_token,
        locales: localesOf(request),
        clientAddress: options.clientAddressOf(request),
      });
      return jsonResponse(200, submitUrl === undefined ? { sid } : { sid, submit_url: submitUrl });
    },
  };
}

function accountRoutes(
  base: string,
  { directory, authenticator, adding }: ClientServerOptions,
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
  try {
    const threePids = await directory.threePidsOf(userId);
    return threePids.map(({ medium, address, validatedAt, addedAt }) => ({
      medium,
      address,
      validated_at: validatedAt,
      added_at: addedAt,
    }));
  } catch (cause) {
    throw new MatrixError('M_UNKNOWN', 'The accounts cannot be looked up now; try again', {
      status: 503,
      cause,
    });
  }
}

function addRoute(
  path: string,
  authenticator: Authenticator,
  { addThreePid, auth }: NonNullable<ClientServerOptions['adding']>,
  sessionOf: (fields: Fields) => Fields,
): Route {
  return {
    method: 'POST',
    path,
    safe: false,
    shared: true,
    onError: answerError,
    handle: async (request) => {
      const userId = await authenticate(authenticator, request, clientTokenErrors);
      const fields = parseBody(request);
      const { sid, client_secret: clientSecret } = parseDto(SessionQuery, sessionOf(fields));
      const verdict = await judge(auth, userId, fields['auth']);
      if (verdict.kind === 'challenge') return jsonResponse(401, verdict.body);
      await addThreePid.execute({ userId, sid, clientSecret });
      return jsonResponse(200, {});
    },
  };
}

async function judge(auth: UserInteractiveAuth, userId: string, given: unknown) {
  try {
    return await auth.judge({ userId, auth: given });
  } catch (cause) {
    throw new MatrixError('M_UNKNOWN', 'Who you are cannot be checked now; try again', {
      status: 503,
      cause,
    });
  }
}

/** The older call nests the session; its name is `three_pid_creds`, or `threePidCreds` before r0.5.0. */
function credentialsOf(fields: Fields): Fields {
  const credentials = fields['three_pid_creds'] ?? fields['threePidCreds'];
  if (credentials === undefined) throw new MatrixError('M_MISSING_PARAM', 'Missing: three_pid_creds');
  if (typeof credentials === 'object' && credentials !== null && !Array.isArray(credentials))
    return credentials as Fields;
  throw new MatrixError('M_INVALID_PARAM', 'three_pid_creds must be an object');
}

function answerError(error: unknown): HttpResponse {
  return errorResponse(toClientServerError(toMatrixError(error)));
}
