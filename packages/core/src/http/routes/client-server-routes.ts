import { parseDto } from '../../dto/parse-dto.js';
import { HomeserverRequestTokenBody } from '../../dto/request-token-body.js';
import type { AvailabilityPurpose } from '../../use-cases/check-three-pid-availability.js';
import type { RequestTokenForHomeserver } from '../../use-cases/request-token-for-homeserver.js';
import type { HttpRequest } from '../request/http-request.js';
import { localesOf } from '../request/locales-of.js';
import { parseBody } from '../request/parse-body.js';
import { jsonResponse } from '../response/json-response.js';
import type { Route } from '../routing/route.js';
import { accountRoutes, type AccountRouteOptions } from './account-routes.js';
import { answerClientServerError } from './client-server-error.js';

/** Parts of the client-server routes. */
export interface ClientServerRouteOptions extends AccountRouteOptions {
  readonly requestToken: RequestTokenForHomeserver;
  readonly clientAddressOf: (request: HttpRequest) => string | undefined;
}

/** The edition of 2018, and today's. */
const bases = ['/_matrix/client/r0', '/_matrix/client/v3'];

const requestTokenPaths: Readonly<Record<AvailabilityPurpose, string>> = {
  register: '/register/msisdn/requestToken',
  add: '/account/3pid/msisdn/requestToken',
  password: '/account/password/msisdn/requestToken',
};

/** The client-server API's calls for phone numbers. All other paths below `/_matrix/client` are the host's. */
export function clientServerRoutes(options: ClientServerRouteOptions): readonly Route[] {
  return bases.flatMap((base) => [
    ...(Object.keys(requestTokenPaths) as AvailabilityPurpose[]).map((purpose) =>
      requestTokenRoute(base, purpose, options),
    ),
    ...accountRoutes(base, options),
  ]);
}

function requestTokenRoute(
  base: string,
  purpose: AvailabilityPurpose,
  options: ClientServerRouteOptions,
): Route {
  return {
    method: 'POST',
    path: base + requestTokenPaths[purpose],
    safe: false,
    onError: answerClientServerError,
    handle: async (request, record) => {
      const body = parseDto(HomeserverRequestTokenBody, parseBody(request));
      const { sid, submitUrl } = await options.requestToken.execute({
        purpose,
        clientSecret: body.client_secret,
        phoneNumber: body.phone_number,
        country: body.country,
        sendAttempt: body.send_attempt,
        nextLink: body.next_link,
        challengeAnswer: body.challenge_answer,
        channel: body.channel,
        idServer: body.id_server,
        idAccessToken: body.id_access_token,
        locales: localesOf(request),
        clientAddress: options.clientAddressOf(request),
        record,
      });
      // JSON has no undefined: without a URL, there is no such field.
      return jsonResponse(200, { sid, submit_url: submitUrl });
    },
  };
}
