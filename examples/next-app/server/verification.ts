import { ConsoleSmsSender, createMessageTemplates, createThreepid, type Threepid } from '@threepid/core';
import { InMemoryAccounts, openEnvironment } from '@threepid/example-environment';
import { createInbox, type Inbox } from '@threepid/inbox';

/** The framework and the inbox that the app's routes share. */
export interface AppVerification {
  readonly threepid: Threepid;
  /** Inbox; undefined in production. */
  readonly inbox: Inbox | undefined;
}

/** Key of the shared instance on `globalThis`: Next loads this module for routes and again for `instrumentation.ts`. */
const anchor = Symbol.for('threepid.example.verification');

/**
 * The app's only framework, created at the first call.
 *
 * @throws SettingsError if the environment is invalid.
 */
export function verification(): Promise<AppVerification> {
  const shared = globalThis as unknown as Record<symbol, Promise<AppVerification> | undefined>;
  return (shared[anchor] ??= createVerification());
}

async function createVerification(): Promise<AppVerification> {
  const { threepid: options, accounts, publicUrl, inbox: shown } = await openEnvironment(process.env);
  const inbox = shown ? createInbox({ hosts: [new URL(publicUrl).hostname] }) : undefined;
  const console = new ConsoleSmsSender();
  const threepid = createThreepid({
    ...options,
    sms: inbox?.collect(options.sms) ?? options.sms,
    testSms: inbox?.collect(console) ?? console,
    templates: createMessageTemplates(autofillOrigin(publicUrl)),
    accountDirectory: new InMemoryAccounts(accounts),
    homeserver: { publicUrl },
  });
  return { threepid, inbox };
}

/** The origin that messages name, so that browsers offer the code on that page: it needs https and a domain name. */
function autofillOrigin(publicUrl: string): { readonly origin?: string } {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'https:' && /[a-z]$/.test(hostname) ? { origin: hostname } : {};
}
