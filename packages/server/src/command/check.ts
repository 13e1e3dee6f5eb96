import { createTrustList, reachProvider } from '@threepid/core';
import { pino } from 'pino';
import { inOneLine } from '../in-one-line.js';
import { inTime } from '../in-time.js';
import { callbackUrlsOf } from '../providers/open-sms.js';
import type { ConfiguredProvider } from '../providers/provider.js';
import { readOwnSettings, type Settings } from '../read-settings.js';
import { trustOf } from '../open-identity-v2.js';
import type { Environment } from '../settings/setting.js';
import { SettingsError } from '../settings/settings-error.js';
import { connectionErrors } from '../storage/connection-errors.js';
import { openStorage } from '../storage/open-storage.js';
import { warningsOf } from '../summary.js';

/** Time for each step, in milliseconds. They run at once. */
const stepMs = 10_000;

const silent = pino({ level: 'silent' });

/** A finding of a check, in one line. */
export interface Finding {
  readonly kind: 'ok' | 'warning' | 'error';
  readonly text: string;
}

/**
 * Checks the settings, and reaches what they name: the storage, each provider, the challenge and homeservers. It sends no
 * message, and doesn't listen.
 */
export async function check(environment: Environment): Promise<readonly Finding[]> {
  try {
    const settings = await readOwnSettings(environment);
    const warnings = warningsOf(settings).map((text) => ({ kind: 'warning', text }) as const);
    return [{ kind: 'ok', text: 'settings' }, ...warnings, ...(await reachAll(settings))];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.errors.map((text) => ({ kind: 'error', text }) as const);
  }
}

async function reachAll(settings: Settings): Promise<readonly Finding[]> {
  const providers = [...new Set([...settings.providers, ...settings.channels])];
  const steps = [
    step('THREEPID_STORAGE', (said) => reachStorage(settings, said)),
    ...providers.map((provider) => step(provider.name, (said) => reachSender(provider, settings, said))),
    ...challengeSteps(settings),
    ...homeserverSteps(settings),
  ];
  return (await Promise.all(steps)).flat();
}

/** Adds to what is said of a step: what it is, or a warning. */
interface Said {
  readonly about: (text: string) => void;
  readonly warn: (text: string) => void;
}

/** The findings of one step, whatever happens in it. */
async function step(name: string, work: (said: Said) => Promise<void>): Promise<readonly Finding[]> {
  const about: string[] = [];
  const warnings: Finding[] = [];
  const said: Said = {
    about: (text) => about.push(text),
    warn: (text) => warnings.push({ kind: 'warning', text: `${name}: ${text}` }),
  };
  try {
    await inTime(work(said), stepMs, () => new Error(`no answer within ${String(stepMs / 1_000)} seconds`));
    return [{ kind: 'ok', text: [name, ...about].join(': ') }, ...warnings];
  } catch (error) {
    // A module has an error that names its variable already.
    if (error instanceof SettingsError) return error.errors.map((text) => ({ kind: 'error', text }) as const);
    return [{ kind: 'error', text: [name, ...about, reasonOf(error)].join(': ') }, ...warnings];
  }
}

/** In one line, with its causes: what is wrong with a connection is the innermost. */
function reasonOf(error: unknown): string {
  const parts = new Set<string>();
  for (let cause: unknown = error; cause instanceof Error && parts.size < 4; cause = cause.cause)
    if (cause.message !== '') parts.add(cause.message.replace(/^Redis: /, ''));
  return inOneLine([...parts].join(': ') || String(error));
}

async function reachStorage(settings: Settings, { about, warn }: Said): Promise<void> {
  const connection = connectionErrors(silent);
  const storage = await openStorage(settings, connection.logger);
  try {
    about(storage.description);
    await storage.sessions.ready().catch((error: unknown) => {
      throw connection.last() ?? error;
    });
    for (const text of await storage.warnings()) warn(text);
  } finally {
    await storage.close();
  }
}

async function reachSender(provider: ConfiguredProvider, settings: Settings, { about }: Said): Promise<void> {
  const opened = await provider.open(silent, callbackUrlsOf(settings));
  const { sender } = opened;
  try {
    await sender.ready?.();
    about(
      sender.ready === undefined
        ? 'there is nothing to reach'
        : 'reached, without sending a message: send-test tries the credentials',
    );
  } finally {
    await opened.close();
  }
}

function challengeSteps({
  challenge,
  turnstileUrl,
  hcaptchaUrl,
}: Settings): readonly Promise<readonly Finding[]>[] {
  const urls: Readonly<Record<Settings['challenge'], string | undefined>> = {
    altcha: undefined,
    off: undefined,
    turnstile: turnstileUrl ?? 'https://challenges.cloudflare.com/turnstile/v0/siteverify',
    hcaptcha: hcaptchaUrl ?? 'https://api.hcaptcha.com/siteverify',
  };
  const url = urls[challenge];
  if (url === undefined) return [];
  return [step(`THREEPID_CHALLENGE=${challenge}`, () => reachProvider(new URL(url), { timeoutMs: stepMs }))];
}

/** Asks each who owns a token that nobody has. */
function homeserverSteps({ homeservers }: Settings): readonly Promise<readonly Finding[]>[] {
  return homeservers.map((homeserver) =>
    step(`THREEPID_HOMESERVERS: ${homeserver.name}`, async () => {
      const { FederationOpenIdVerifier } = await import('@threepid/federation');
      const verifier = new FederationOpenIdVerifier({ trustPolicy: createTrustList(trustOf([homeserver])) });
      try {
        await verifier.verify({ accessToken: 'threepid-check', serverName: homeserver.name });
      } finally {
        await verifier.close();
      }
    }),
  );
}
