import { OpenIdTokenBody } from '../../dto/open-id-token-body.js';
import { parseDto } from '../../dto/parse-dto.js';
import { RequestTokenBodyV2 } from '../../dto/request-token-body.js';
import { TermsBody } from '../../dto/terms-body.js';
import { MatrixError } from '../../errors/matrix-error.js';
import { orUnavailable } from '../../errors/or-unavailable.js';
import type { Authenticator } from '../../ports/authenticator.js';
import type { TermsDocument, TermsPolicy } from '../../ports/terms-policy.js';
import type { LogOutAccount } from '../../use-cases/log-out-account.js';
import type { RegisterAccount } from '../../use-cases/register-account.js';
import { authenticate, identify, identityTokenErrors, requireToken } from '../caller/authenticate.js';
import { jsonResponse } from '../response/json-response.js';
import { msisdnRoutes, type MsisdnRouteOptions } from './msisdn-routes.js';
import { parseBody } from '../request/parse-body.js';
import type { Route } from '../routing/route.js';

/** The path of v2. */
export const identityV2 = '/_matrix/identity/v2';

/** Parts of the routes of our own accounts. */
interface AccountUseCases {
  readonly registerAccount: RegisterAccount;
  readonly logOutAccount: LogOutAccount;
}

/** Parts of the v2 routes. */
export interface IdentityV2RouteOptions extends Omit<
  MsisdnRouteOptions,
  'base' | 'requestTokenBody' | 'admit'
> {
  readonly authenticator: Authenticator;
  /** Undefined if the host issues its access tokens itself. */
  readonly accounts: AccountUseCases | undefined;
  readonly terms: TermsPolicy | undefined;
}

/** The identity service API v2, behind access tokens. */
export function identityV2Routes(options: IdentityV2RouteOptions): readonly Route[] {
  const { authenticator, accounts } = options;
  return [
    { method: 'GET', path: identityV2, safe: true, handle: () => Promise.resolve(jsonResponse(200, {})) },
    ...msisdnRoutes({
      ...options,
      base: identityV2,
      requestTokenBody: RequestTokenBodyV2,
      admit: (request) => authenticate(authenticator, request, identityTokenErrors),
    }),
    accountRoute(authenticator),
    ...(accounts === undefined
      ? []
      : [registerRoute(accounts, options.clientAddressOf), logOutRoute(accounts)]),
    ...termsRoutes(options),
  ];
}

function accountRoute(authenticator: Authenticator): Route {
  return {
    method: 'GET',
    path: `${identityV2}/account`,
    safe: true,
    handle: async (request) =>
      jsonResponse(200, { user_id: await authenticate(authenticator, request, identityTokenErrors) }),
  };
}

function registerRoute(
  { registerAccount }: AccountUseCases,
  clientAddressOf: IdentityV2RouteOptions['clientAddressOf'],
): Route {
  return {
    method: 'POST',
    path: `${identityV2}/account/register`,
    safe: false,
    handle: async (request, record) => {
      const { access_token: accessToken, matrix_server_name: serverName } = parseDto(
        OpenIdTokenBody,
        parseBody(request),
      );
      const clientAddress = clientAddressOf(request);
      const token = await registerAccount.execute({ accessToken, serverName, clientAddress, record });
      // Clients before r0.2.0 read the second name.
      return jsonResponse(200, { token, access_token: token });
    },
  };
}

function logOutRoute({ logOutAccount }: AccountUseCases): Route {
  return {
    method: 'POST',
    path: `${identityV2}/account/logout`,
    safe: false,
    handle: async (request) => {
      const token = requireToken(request, identityTokenErrors);
      if (await logOutAccount.execute(token)) return jsonResponse(200, {});
      throw new MatrixError('M_UNKNOWN_TOKEN', 'Unrecognised access token');
    },
  };
}

function termsRoutes({ terms, authenticator }: IdentityV2RouteOptions): readonly Route[] {
  const path = `${identityV2}/terms`;
  return [
    {
      method: 'GET',
      path,
      safe: true,
      handle: async () => jsonResponse(200, { policies: policiesOf(await documentsOf(terms)) }),
    },
    {
      method: 'POST',
      path,
      safe: false,
      handle: async (request) => {
        const { userId } = await identify(authenticator, request, identityTokenErrors);
        const { user_accepts: urls } = parseDto(TermsBody, parseBody(request));
        await agree(terms, userId, urls);
        return jsonResponse(200, {});
      },
    },
  ];
}

async function documentsOf(terms: TermsPolicy | undefined): Promise<Readonly<Record<string, TermsDocument>>> {
  return orUnavailable(async () => terms?.documents() ?? {}, termsFailed);
}

async function agree(terms: TermsPolicy | undefined, userId: string, urls: readonly string[]): Promise<void> {
  await orUnavailable(async () => terms?.agree(userId, urls), termsFailed);
}

const termsFailed = 'The terms cannot be looked up now; try again';

function policiesOf(documents: Readonly<Record<string, TermsDocument>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(documents).map(([id, { version, translations }]) => [id, { ...translations, version }]),
  );
}
