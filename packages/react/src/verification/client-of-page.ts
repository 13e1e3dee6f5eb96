import { createThreepidClient, type ThreepidClient, type ThreepidClientOptions } from '@threepid/client';

/** What a page says of its client, which may change. */
export interface PageOfClient extends Pick<ThreepidClientOptions, 'baseUrl' | 'challenges'> {
  /** BCP 47 tag. */
  readonly locale: string;
}

/** A client that asks for messages in the page's language. */
export function clientOfPage(page: () => PageOfClient): ThreepidClient {
  const client = (): ThreepidClient => {
    const { baseUrl, challenges, locale } = page();
    return createThreepidClient({
      ...(baseUrl !== undefined && { baseUrl }),
      ...(challenges !== undefined && { challenges }),
      headers: { 'accept-language': locale },
    });
  };
  return {
    request: (number, options) => client().request(number, options),
    submit: (session, code, options) => client().submit(session, code, options),
  };
}
