import { ConsoleSmsSender, createMessageTemplates, createThreepid, type Threepid } from '@threepid/core';
import { InMemoryAccounts, openEnvironment } from '@threepid/example-environment';
import { createInbox, type Inbox } from '@threepid/inbox';

/** What the app's routes share. */
export interface Verification {
  readonly threepid: Threepid;
  /** Outside production. */
  readonly inbox: Inbox | undefined;
}

/** Next loads a module once for a route and once for `instrumentation.ts`: the process is what they have in common. */
const anchor = Symbol.for('threepid.example.verification');

/**
 * The app's one framework, made at the first call.
 *
 * @throws SettingsError for an environment that can't be used.
 */
export function verification(): Promise<Verification> {
  const shared = globalThis as unknown as Record<symbol, Promise<Verification> | undefined>;
  return (shared[anchor] ??= createVerification());
}

async function createVerification(): Promise<Verification> {
  const { threepid: options, accounts, publicUrl, inbox: shown } = await openEnvironment(process.env);
  const inbox = shown ? createInbox({ hosts: [new URL(publicUrl).hostname] }) : undefined;
  const console = new ConsoleSmsSender();
  const threepid = createThreepid({
    ...options,
    sms: inbox?.collect(options.sms) ?? options.sms,
    testSms: inbox?.collect(console) ?? console,
    templates: createMessageTemplates(autofillOrigin(publicUrl)),
    homeserver: { accountDirectory: new InMemoryAccounts(accounts), publicUrl },
  });
  return { threepid, inbox };
}

/** Browsers offer the code of a message to the page that the message names, if it has a name of its own and https. */
function autofillOrigin(publicUrl: string): { readonly origin?: string } {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' && /[a-z]$/.test(hostname) ? { origin: hostname } : {};
}
