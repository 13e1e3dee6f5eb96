import { parseDto } from '../dto/parse-dto.js';
import { RequestTokenBody } from '../dto/request-token-body.js';
import { SessionQuery } from '../dto/session-query.js';
import { SubmitTokenBody } from '../dto/submit-token-body.js';
import type { GetValidatedThreePid } from '../use-cases/get-validated-three-pid.js';
import type { RequestToken } from '../use-cases/request-token.js';
import type { SubmitToken } from '../use-cases/submit-token.js';
import { parseAcceptLanguage } from './accept-language.js';
import type { HttpRequest } from './http-request.js';
import type { HttpResponse } from './http-response.js';
import { corsHeaders, jsonResponse, toMatrixError } from './json-response.js';
import { parseBody, parseForm } from './parse-body.js';
import type { Route } from './route.js';
import { verificationPage, type VerificationOutcome } from './verification-page.js';

/** The path below which v1 lies. */
export const identityV1 = '/_matrix/identity/api/v1';

/** What the routes call. */
export interface IdentityUseCases {
  readonly requestToken: RequestToken;
  readonly submitToken: SubmitToken;
  readonly getValidatedThreePid: GetValidatedThreePid;
}

/** The identity service API v1, which takes no access token. */
export function identityV1Routes(useCases: IdentityUseCases): readonly Route[] {
  return [
    { method: 'GET', path: identityV1, safe: true, handle: () => Promise.resolve(jsonResponse(200, {})) },
    requestTokenRoute(useCases.requestToken),
    submitTokenRoute(useCases.submitToken),
    submitTokenPageRoute(useCases.submitToken),
    getValidatedRoute(useCases.getValidatedThreePid),
  ];
}

function requestTokenRoute(requestToken: RequestToken): Route {
  return {
    method: 'POST',
    path: `${identityV1}/validate/msisdn/requestToken`,
    safe: false,
    handle: async (request) => {
      const body = parseDto(RequestTokenBody, parseBody(request));
      const { sid, msisdn, international } = await requestToken.execute({
        clientSecret: body.client_secret,
        phoneNumber: body.phone_number,
        country: body.country,
        sendAttempt: body.send_attempt,
        nextLink: body.next_link,
        locales: localesOf(request),
        clientAddress: request.remoteAddress,
      });
      return jsonResponse(200, { sid, success: true, msisdn, intl_fmt: international });
    },
  };
}

function submitTokenRoute(submitToken: SubmitToken): Route {
  return {
    method: 'POST',
    path: `${identityV1}/validate/msisdn/submitToken`,
    safe: false,
    handle: async (request) => {
      const { sid, client_secret: clientSecret, token } = parseDto(SubmitTokenBody, parseBody(request));
      await submitToken.execute({ sid, clientSecret, token });
      return jsonResponse(200, { success: true });
    },
  };
}

/** For a person: a page, or the way on to the next_link that was stored with the session. One in this query is ignored. */
function submitTokenPageRoute(submitToken: SubmitToken): Route {
  return {
    method: 'GET',
    path: `${identityV1}/validate/msisdn/submitToken`,
    safe: false,
    handle: async (request) => {
      const { sid, client_secret: clientSecret, token } = parseDto(SubmitTokenBody, parseForm(request.query));
      const { nextLink } = await submitToken.execute({ sid, clientSecret, token });
      return nextLink === undefined ? pageResponse(200, 'validated', request) : redirectTo(nextLink);
    },
    onError: (error, request) => {
      const { status, errcode } = toMatrixError(error);
      return pageResponse(status, outcomeByErrcode[errcode] ?? 'unavailable', request);
    },
  };
}

function getValidatedRoute(getValidatedThreePid: GetValidatedThreePid): Route {
  return {
    method: 'GET',
    path: `${identityV1}/3pid/getValidated3pid`,
    safe: true,
    handle: async (request) => {
      const { sid, client_secret: clientSecret } = parseDto(SessionQuery, parseForm(request.query));
      const { medium, address, validatedAt } = await getValidatedThreePid.execute({ sid, clientSecret });
      return jsonResponse(200, { medium, address, validated_at: validatedAt });
    },
  };
}

const outcomeByErrcode: Readonly<Record<string, VerificationOutcome>> = {
  M_INVALID_PARAM: 'invalid',
  M_MISSING_PARAMS: 'invalid',
  M_NO_VALID_SESSION: 'unknown',
  M_SESSION_EXPIRED: 'expired',
  M_TOKEN_INCORRECT: 'incorrect',
};

function pageResponse(status: number, outcome: VerificationOutcome, request: HttpRequest): HttpResponse {
  const { html, headers } = verificationPage(outcome, localesOf(request));
  return { status, headers: { ...corsHeaders, ...headers }, body: html };
}

function redirectTo(location: string): HttpResponse {
  return {
    status: 302,
    headers: { ...corsHeaders, location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    body: '',
  };
}

function localesOf({ headers }: HttpRequest): readonly string[] {
  const header = headers['accept-language'];
  return parseAcceptLanguage(typeof header === 'string' ? header : header?.join(','));
}
