import { Homeserver, type Watcher } from './homeserver.js';

/** A number of fiction (Ofcom), which outside production is a test number: nobody gets a message. */
const number = { country: 'GB', phoneNumber: '07700 900001' };

interface InboxMessage {
  readonly code?: string;
}

/**
 * Verifies a number by Synapse's calls, with the part of the person played too: the code comes from the server's inbox.
 *
 * @param url where the delegate listens.
 */
export async function walkThrough(url: string, watch: Watcher): Promise<void> {
  const synapse = new Homeserver(url, watch);
  const clientSecret = 'made_by_the_client';
  const { body } = await synapse.requestToken(clientSecret, number.country, number.phoneNumber, 1);
  const sid = String(body['sid']);
  await synapse.getValidatedThreePid(sid, clientSecret);
  await synapse.submitToken(sid, clientSecret, await newestCode(url));
  await synapse.getValidatedThreePid(sid, clientSecret);
  await synapse.getValidatedThreePid(sid, clientSecret);
}

async function newestCode(url: string): Promise<string> {
  const response = await fetch(`${url}/_threepid/inbox/messages`);
  const { messages } = (await response.json()) as { readonly messages: readonly InboxMessage[] };
  return messages[0]?.code ?? '';
}
