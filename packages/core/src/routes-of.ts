import type { UseCases } from './container.js';
import { createClientAddressOf, createDelegates } from './http/caller/delegates.js';
import { clientServerRoutes } from './http/routes/client-server-routes.js';
import { identityV1Routes } from './http/routes/identity-v1-routes.js';
import { identityV2Routes } from './http/routes/identity-v2-routes.js';
import { checkedPathPrefix } from './http/routes/path-prefix.js';
import { versionsRoute } from './http/routes/versions-route.js';
import type { Route } from './http/routing/route.js';
import type { AccountDirectory } from './ports/account-directory.js';
import type { Authenticator } from './ports/authenticator.js';
import type { HomeserverOptions, ThreepidOptions } from './threepid-options.js';
import type { AddThreePid } from './use-cases/add-three-pid.js';

/** The calls of the protocol that a framework answers. */
export function routesOf(options: ThreepidOptions, useCases: UseCases): readonly Route[] {
  const delegates = createDelegates(options.delegates);
  const shared = { ...useCases, clientAddressOf: createClientAddressOf(delegates, options.delegates) };
  const { accountDirectory, homeserver, identityV2 } = options;
  const { accounts } = useCases;
  const authenticator = identityV2?.authenticator ?? authenticatorOf(accounts);
  return [
    versionsRoute({ v1: options.identityV1?.access !== 'off', v2: authenticator !== undefined }),
    ...identityV1Routes({
      ...shared,
      prefix: checkedPathPrefix(options.identityV1?.pathPrefix),
      access: options.identityV1?.access ?? 'open',
      delegates,
      isSubmitUrl: homeserver !== undefined,
    }),
    ...(authenticator === undefined
      ? []
      : identityV2Routes({ ...shared, authenticator, accounts, terms: identityV2?.terms })),
    ...(homeserver === undefined || accountDirectory === undefined
      ? []
      : clientServerRoutes({
          requestToken: useCases.requestTokenForHomeserver,
          directory: accountDirectory,
          clientAddressOf: shared.clientAddressOf,
          authenticator: homeserver.authenticator,
          adding: addingOf(accountDirectory, homeserver, useCases.addThreePid),
        })),
  ];
}

function addingOf(
  directory: AccountDirectory,
  { userInteractiveAuth: auth }: HomeserverOptions,
  addThreePid: AddThreePid,
) {
  return auth === undefined || directory.add === undefined ? undefined : { addThreePid, auth };
}

/** Access tokens of ours. */
function authenticatorOf(accounts: UseCases['accounts']): Authenticator | undefined {
  if (accounts === undefined) return undefined;
  return { authenticate: (accessToken) => accounts.authenticateAccount.execute(accessToken) };
}
