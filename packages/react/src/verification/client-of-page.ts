import { createThreepidClient, type ThreepidClient, type ThreepidClientOptions } from '@threepid/client';

/**
 * A client that asks for messages in the page's language, which may change.
 *
 * @param language BCP 47 tag.
 */
export function clientOfPage(
  { baseUrl, challenges }: Pick<ThreepidClientOptions, 'baseUrl' | 'challenges'>,
  language: () => string,
): ThreepidClient {
  const client = (): ThreepidClient =>
    createThreepidClient({
      ...(baseUrl !== undefined && { baseUrl }),
      ...(challenges !== undefined && { challenges }),
      headers: { 'accept-language': language() },
    });
  return {
    request: (number, options) => client().request(number, options),
    submit: (session, code, options) => client().submit(session, code, options),
  };
}
