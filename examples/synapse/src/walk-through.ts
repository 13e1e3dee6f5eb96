import { Homeserver, type Watcher } from './homeserver.js';

/** A fictional number (Ofcom). Outside production it is a test number, so nobody gets a message. */
const number = { country: 'GB', phoneNumber: '07700 900001' };

interface InboxMessage {
  readonly code?: string;
}

/**
 * Verifies a number with Synapse's calls. It also plays the part of the person: it reads the code from the server's
 * inbox.
 *
 * @param url URL of the delegate.
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
