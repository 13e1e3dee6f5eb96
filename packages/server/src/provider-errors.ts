import { pino } from 'pino';
import type { Setting } from './setting.js';
import { openProvider } from './sms.js';
import { providerSettings, type ProviderName, type ProviderValues } from './sms-settings.js';

/** Nobody has an account by these: they stand for the options that are not being judged. */
const right: ProviderValues = {
  console: {},
  sns: {
    region: 'eu-west-1',
    senderId: undefined,
    originationNumber: undefined,
    maxPriceUsd: undefined,
    entityId: undefined,
    templateId: undefined,
  },
  twilio: {
    accountSid: `AC${'0'.repeat(32)}`,
    authToken: '0'.repeat(32),
    apiKey: undefined,
    apiKeySecret: undefined,
    from: '+15005550006',
    messagingServiceSid: undefined,
    baseUrl: undefined,
  },
  webhook: { url: 'https://gateway.example.org', secrets: [`whsec_${'A'.repeat(32)}`] },
  smpp: {
    host: '127.0.0.1',
    port: 2775,
    tls: 'off',
    systemId: 'threepid',
    password: '',
    systemType: '',
    source: '',
  },
};

const silent = pino({ level: 'silent' });

type Groups = { readonly [N in ProviderName]: readonly (readonly (keyof ProviderValues[N])[])[] };

/** Options that their sender has rules about; those that must fit each other are in one group. */
const groups: Groups = {
  console: [],
  sns: [['region'], ['senderId'], ['originationNumber'], ['maxPriceUsd'], ['entityId'], ['templateId']],
  twilio: [
    ['accountSid'],
    ['authToken', 'apiKey', 'apiKeySecret'],
    ['from', 'messagingServiceSid'],
    ['baseUrl'],
  ],
  webhook: [['url'], ['secrets']],
  smpp: [['source']],
};

/**
 * What is wrong with the settings of providers, by the rules of their own packages. Each group of options is judged by
 * itself, the others being right, so that all errors are reported at once.
 *
 * @param known errors that were found already: their variables are not judged again.
 */
export async function providerErrors(
  values: Partial<ProviderValues>,
  known: readonly string[],
): Promise<readonly string[]> {
  const names = Object.keys(values) as ProviderName[];
  const errors = await Promise.all(names.map((name) => errorsOf(name, values[name] ?? {}, known)));
  return errors.flat();
}

async function errorsOf<N extends ProviderName>(
  name: N,
  values: Partial<ProviderValues[N]>,
  known: readonly string[],
): Promise<readonly string[]> {
  const errors = groups[name].map(async (group) => {
    const variables = variablesOf(name, group);
    if (known.some((error) => variables.some(({ variable }) => error.startsWith(`${variable}: `)))) return [];
    const judged = Object.fromEntries(group.map((option) => [option, values[option]]));
    const reason = await reasonAgainst(name, { ...right[name], ...judged });
    return reason === undefined ? [] : [inVariables(reason, variables)];
  });
  return (await Promise.all(errors)).flat();
}

/** What the sender says of its options; undefined if it takes them. */
async function reasonAgainst<N extends ProviderName>(
  name: N,
  values: ProviderValues[N],
): Promise<string | undefined> {
  try {
    const provider = await openProvider(name, values, silent);
    await provider.close();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

interface Variable {
  readonly option: string;
  readonly variable: string;
}

function variablesOf<N extends ProviderName>(
  name: N,
  group: readonly (keyof ProviderValues[N])[],
): readonly Variable[] {
  const table: Readonly<Record<string, Setting<unknown>>> = providerSettings[name];
  return group.map((key) => ({ option: String(key), variable: table[String(key)]?.name ?? String(key) }));
}

/** The words of a sender, about the variables instead of its options: `VARIABLE: must be ...`. */
function inVariables(reason: string, variables: readonly Variable[]): string {
  const text = variables.reduce(
    (words, { option, variable }) =>
      words.replace(new RegExp(`(?:byCountry\\.[A-Z]{2}\\.)?\\b${option}\\b`, 'g'), variable),
    reason.replace(/^[a-z]+: /, ''),
  );
  const [first] = variables;
  const subject = variables.find(({ variable }) => text.startsWith(`${variable} `)) ?? first;
  const prefix = `${subject?.variable ?? ''} `;
  return `${prefix.trim()}: ${text.startsWith(prefix) ? text.slice(prefix.length) : text}`;
}
