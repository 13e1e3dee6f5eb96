import { identityV1 } from '../../domain/submit-url.js';
import type { Delegates } from '../caller/delegates.js';
import { RequestTokenBodyV1 } from '../../dto/request-token-body.js';
import { MatrixError } from '../../errors/matrix-error.js';
import type { Errcode } from '../../errors/status-by-errcode.js';
import { jsonResponse, toMatrixError } from '../response/json-response.js';
import { msisdnRoutes, submitTokenRoutes, type MsisdnRouteOptions } from './msisdn-routes.js';
import type { ErrorAnswer, Route } from '../routing/route.js';

/**
 * Callers of the identity API v1, which has no access tokens: everybody; only delegates, such as a homeserver; or
 * nobody.
 */
export type IdentityV1Access = 'open' | 'delegates' | 'off';

/** Parts of the v1 routes. */
export interface IdentityV1RouteOptions extends Omit<
  MsisdnRouteOptions,
  'base' | 'requestTokenBody' | 'admit' | 'onSubmitError'
> {
  /** A path before `/_matrix`, such as `/hard-to-guess`, or the empty string. */
  readonly prefix: string;
  readonly access: IdentityV1Access;
  readonly delegates: Delegates;
  /** True if clients of the client-server API submit their codes here, whatever the access to the other calls is. */
  readonly isSubmitUrl: boolean;
}

/** The identity service API v1. */
export function identityV1Routes(options: IdentityV1RouteOptions): readonly Route[] {
  const { access, delegates, isSubmitUrl } = options;
  const base = options.prefix + identityV1;
  const admit = (request: Parameters<Delegates>[0]): Promise<void> =>
    access === 'open' || delegates(request) ? Promise.resolve() : Promise.reject(notADelegate());
  const anybody = (): Promise<void> => Promise.resolve();
  const onSubmitError = answerToDelegates(delegates);

  const fenced =
    access === 'off'
      ? []
      : [
          pingRoute(base),
          ...msisdnRoutes({ ...options, base, requestTokenBody: RequestTokenBodyV1, admit, onSubmitError }),
        ];
  const open = isSubmitUrl
    ? submitTokenRoutes({ ...options, base: identityV1, admit: anybody, onSubmitError })
    : [];
  const paths = new Set(open.map(({ path }) => path));
  return [...open, ...fenced.filter(({ path }) => !paths.has(path))];
}

function pingRoute(path: string): Route {
  return { method: 'GET', path, safe: true, handle: () => Promise.resolve(jsonResponse(200, {})) };
}

/** The errors of a submitted code that the person can fix. */
const refusedCodes: ReadonlySet<string> = new Set<Errcode>([
  'M_NO_VALID_SESSION',
  'M_SESSION_EXPIRED',
  'M_TOKEN_INCORRECT',
]);

/**
 * Answers a delegate with 200 and `success: false` for a rejected code. Synapse turns every other status into "Error
 * contacting the identity server", and passes this answer on unchanged.
 */
function answerToDelegates(delegates: Delegates): ErrorAnswer {
  return (error, request) => {
    const { errcode, message } = toMatrixError(error);
    if (!refusedCodes.has(errcode) || !delegates(request)) return undefined;
    return { ...jsonResponse(200, { success: false, errcode, error: message }), errcode };
  };
}

function notADelegate(): MatrixError {
  return new MatrixError('M_FORBIDDEN', 'This server accepts these calls only from its homeserver');
}
