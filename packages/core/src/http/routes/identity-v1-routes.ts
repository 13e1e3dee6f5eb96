import { identityV1 } from '../../domain/submit-url.js';
import type { Delegates } from '../caller/delegates.js';
import { RequestTokenBodyV1 } from '../../dto/request-token-body.js';
import { MatrixError } from '../../errors/matrix-error.js';
import type { Errcode } from '../../errors/status-by-errcode.js';
import { jsonResponse, toMatrixError } from '../response/json-response.js';
import { msisdnRoutes, submitTokenRoutes, type MsisdnRouteOptions } from './msisdn-routes.js';
import type { ErrorAnswer, Route } from '../routing/route.js';

/**
 * Who may call the identity API v1, which takes no access token: everybody; delegates alone, such as a homeserver; or
 * nobody.
 */
export type IdentityV1Access = 'open' | 'delegates' | 'off';

/** What v1 is made of. */
export interface IdentityV1RouteOptions extends Omit<
  MsisdnRouteOptions,
  'base' | 'requestTokenBody' | 'admit' | 'onSubmitError'
> {
  /** A path before `/_matrix`, such as `/hard-to-guess`, or the empty string. */
  readonly prefix: string;
  readonly access: IdentityV1Access;
  readonly delegates: Delegates;
  /** Whether a client of the homeserver's side submits its code here, whoever may call the rest. */
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

/** The errors of a code that won't do, which the person can do something about. */
const refusedCodes: ReadonlySet<string> = new Set<Errcode>([
  'M_NO_VALID_SESSION',
  'M_SESSION_EXPIRED',
  'M_TOKEN_INCORRECT',
]);

/**
 * Answers a delegate 200 and `success: false` for a code that won't do: Synapse makes of every other status "Error
 * contacting the identity server", and passes this on as it is.
 */
function answerToDelegates(delegates: Delegates): ErrorAnswer {
  return (error, request) => {
    const { errcode, message } = toMatrixError(error);
    if (!refusedCodes.has(errcode) || !delegates(request)) return undefined;
    return jsonResponse(200, { success: false, errcode, error: message });
  };
}

function notADelegate(): MatrixError {
  return new MatrixError('M_FORBIDDEN', 'This server takes these calls from its homeserver alone');
}
