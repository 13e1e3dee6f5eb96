import { parseAcceptLanguage, type RequestTokenInput } from '@threepid/core';
import type { GenericEndpointContext } from 'better-auth';
import { getIP } from 'better-auth/api';
import { challengeAnswerHeader, headersOf } from './request-headers.js';

/** What threepid is told of the caller. */
export type OtpCaller = Pick<RequestTokenInput, 'clientAddress' | 'locales' | 'challengeAnswer'>;

/**
 * Reads a caller from the headers of its request. A call of `auth.api` without headers is the host's own.
 *
 * @param clientAddress the host's own way to tell the address.
 */
export function callerOf(
  context: GenericEndpointContext,
  clientAddress: (context: GenericEndpointContext) => string | undefined = addressOf,
): OtpCaller {
  const headers = headersOf(context);
  return {
    clientAddress: clientAddress(context),
    locales: parseAcceptLanguage(headers?.get('accept-language') ?? undefined),
    challengeAnswer: answerIn(headers?.get(challengeAnswerHeader) ?? ''),
  };
}

/** As better-auth's own rate limits know it. Callers without an address are counted together, like those of the adapters. */
function addressOf(context: GenericEndpointContext): string | undefined {
  const headers = headersOf(context);
  return headers && (getIP(headers, context.context.options) ?? 'unknown');
}

/** The port of challenges takes 1 to 4,096 characters; nothing else can be an answer. */
function answerIn(header: string): string | undefined {
  return header === '' || header.length > 4_096 ? undefined : header;
}
