import { submitTokenPath } from '../../domain/submit-url.js';
import { parseDto } from '../../dto/parse-dto.js';
import type { RequestTokenBody } from '../../dto/request-token-body.js';
import { SessionQuery } from '../../dto/session-query.js';
import { SubmitTokenBody } from '../../dto/submit-token-body.js';
import type { GetValidatedThreePid } from '../../use-cases/get-validated-three-pid.js';
import type { RequestToken } from '../../use-cases/request-token.js';
import type { SubmitToken } from '../../use-cases/submit-token.js';
import type { HttpRequest } from '../request/http-request.js';
import type { HttpResponse } from '../response/http-response.js';
import { jsonResponse, toMatrixError } from '../response/json-response.js';
import { localesOf } from '../request/locales-of.js';
import { parseBody, parseForm } from '../request/parse-body.js';
import type { ErrorAnswer, Route } from '../routing/route.js';
import { verificationPage, type VerificationOutcome } from '../page/verification-page.js';

/** Parts of the routes for phone numbers, which are the same in each version of the identity API. */
export interface MsisdnRouteOptions {
  /** The path below which the routes are. */
  readonly base: string;
  readonly requestTokenBody: new () => RequestTokenBody;
  readonly requestToken: RequestToken;
  readonly submitToken: SubmitToken;
  readonly getValidatedThreePid: GetValidatedThreePid;
  /** The address that a message counts against. */
  readonly clientAddressOf: (request: HttpRequest) => string | undefined;
  /** Throws a MatrixError if the caller has no access. */
  readonly admit: (request: HttpRequest) => Promise<unknown>;
  /** The answer to an error of `POST validate/msisdn/submitToken`. */
  readonly onSubmitError?: ErrorAnswer | undefined;
}

/** `validate/msisdn/*` and `3pid/getValidated3pid`. */
export function msisdnRoutes(options: MsisdnRouteOptions): readonly Route[] {
  return [...submitTokenRoutes(options), requestTokenRoute(options), getValidatedRoute(options)];
}

/** `validate/msisdn/submitToken` alone. */
export function submitTokenRoutes(options: SubmitOptions): readonly Route[] {
  return [submitTokenRoute(options), submitTokenPageRoute(options)];
}

function requestTokenRoute({
  base,
  requestTokenBody,
  requestToken,
  clientAddressOf,
  admit,
}: MsisdnRouteOptions): Route {
  return {
    method: 'POST',
    path: `${base}/validate/msisdn/requestToken`,
    safe: false,
    handle: async (request, record) => {
      await admit(request);
      const body = parseDto(requestTokenBody, parseBody(request));
      const { sid, msisdn, international } = await requestToken.execute({
        clientSecret: body.client_secret,
        phoneNumber: body.phone_number,
        country: body.country,
        sendAttempt: body.send_attempt,
        nextLink: body.next_link,
        challengeAnswer: body.challenge_answer,
        channel: body.channel,
        locales: localesOf(request),
        clientAddress: clientAddressOf(request),
        record,
      });
      return jsonResponse(200, { sid, success: true, msisdn, intl_fmt: international });
    },
  };
}

type SubmitOptions = Pick<MsisdnRouteOptions, 'base' | 'submitToken' | 'admit' | 'onSubmitError'>;

function submitTokenRoute({ base, submitToken, admit, onSubmitError }: SubmitOptions): Route {
  return {
    method: 'POST',
    path: base + submitTokenPath,
    safe: false,
    onError: onSubmitError,
    handle: async (request, record) => {
      await admit(request);
      const { sid, client_secret: clientSecret, token } = parseDto(SubmitTokenBody, parseBody(request));
      await submitToken.execute({ sid, clientSecret, token, record });
      return jsonResponse(200, { success: true });
    },
  };
}

/**
 * For a person: a page, or a redirect to the next_link that was stored with the session. A next_link in this query is
 * ignored.
 */
function submitTokenPageRoute({ base, submitToken, admit }: SubmitOptions): Route {
  return {
    method: 'GET',
    path: base + submitTokenPath,
    safe: false,
    handle: async (request, record) => {
      await admit(request);
      const { sid, client_secret: clientSecret, token } = parseDto(SubmitTokenBody, parseForm(request.query));
      const { nextLink } = await submitToken.execute({ sid, clientSecret, token, record });
      return nextLink === undefined ? pageResponse(200, 'validated', request) : redirectTo(nextLink);
    },
    onError: (error, request) => {
      const { status, errcode } = toMatrixError(error);
      return { ...pageResponse(status, outcomeByErrcode[errcode] ?? 'unavailable', request), errcode };
    },
  };
}

function getValidatedRoute({ base, getValidatedThreePid, admit }: MsisdnRouteOptions): Route {
  return {
    method: 'GET',
    path: `${base}/3pid/getValidated3pid`,
    safe: true,
    handle: async (request, record) => {
      await admit(request);
      const { sid, client_secret: clientSecret } = parseDto(SessionQuery, parseForm(request.query));
      const { medium, address, validatedAt } = await getValidatedThreePid.execute({
        sid,
        clientSecret,
        record,
      });
      return jsonResponse(200, { medium, address, validated_at: validatedAt });
    },
  };
}

const outcomeByErrcode: Readonly<Record<string, VerificationOutcome>> = {
  M_INVALID_PARAM: 'invalid',
  M_MISSING_PARAMS: 'invalid',
  M_NO_VALID_SESSION: 'unknown',
  M_SESSION_EXPIRED: 'expired',
  M_TERMS_NOT_SIGNED: 'invalid',
  M_TOKEN_INCORRECT: 'incorrect',
  M_UNAUTHORIZED: 'invalid',
};

function pageResponse(status: number, outcome: VerificationOutcome, request: HttpRequest): HttpResponse {
  const { html, headers } = verificationPage(outcome, localesOf(request));
  return { status, headers, body: html };
}

function redirectTo(location: string): HttpResponse {
  return {
    status: 302,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
    body: '',
  };
}
