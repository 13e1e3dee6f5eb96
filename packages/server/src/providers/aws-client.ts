import type { SmsSender } from '@threepid/core';
import { optional } from '../settings/parsers/optional.js';
import { text } from '../settings/parsers/text.js';
import type { Setting } from '../settings/setting.js';
import type { OpenProvider } from './provider.js';

/**
 * The setting of the region of a service of AWS.
 *
 * @param endpoint the variable that names another endpoint of the service.
 */
export function awsRegion(endpoint: string): Setting<string | undefined> {
  return {
    name: 'AWS_REGION',
    fallback: '',
    help: `The AWS region; else as the AWS SDK finds it. Credentials too: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_PROFILE, a role. ${endpoint} names another endpoint.`,
    parse: optional(text),
  };
}

/** A client of the AWS SDK, as far as it is used here. */
interface AwsClient {
  readonly config: { readonly region: () => Promise<unknown> };
  destroy(): void;
}

/**
 * A sender over a client, which is destroyed with it.
 *
 * @throws TypeError if there is no region: without this check, only the first message would show that. The SDK looks in the user's
 * files too.
 */
export async function withAwsClient(client: AwsClient, sender: SmsSender): Promise<OpenProvider> {
  await checkRegion(client);
  const close = (): Promise<void> => {
    client.destroy();
    return Promise.resolve();
  };
  return { sender, close };
}

async function checkRegion({ config }: AwsClient): Promise<void> {
  try {
    await config.region();
  } catch (cause) {
    throw new TypeError(
      'region must be one in which AWS sends SMS, such as eu-west-1, and the AWS SDK finds none in its files either',
      { cause },
    );
  }
}
