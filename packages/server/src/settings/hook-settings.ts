import { createHooks, type HooksOptions, type ProductName } from '@threepid/hooks';
import { list } from './parsers/list.js';
import { oneOf } from './parsers/one-of.js';
import { optional } from './parsers/optional.js';

const products: readonly ProductName[] = ['supabase', 'logto', 'kratos', 'zitadel'];

/** Settings of the auth products whose codes the server sends. */
export const hookSettings = {
  hooks: {
    name: 'THREEPID_HOOKS',
    fallback: '',
    help: `Auth products whose codes the server sends, each at /_threepid/hooks/NAME: ${products.join(', ')}, or a comma-separated list. In production it needs THREEPID_BUDGETS. Default: none.`,
    parse: (text: string) => {
      const names = list(text).map(oneOf(...products));
      if (new Set(names).size < names.length) throw new TypeError('must name each product once');
      return names;
    },
  },
  supabase: {
    name: 'THREEPID_HOOKS_SUPABASE_SECRETS',
    secret: true,
    fallback: '',
    help: "With THREEPID_HOOKS=supabase: the secret of Supabase's Send SMS hook, v1,whsec_..., or several with | between them.",
    parse: secretsOf(
      (text) => text.split('|'),
      (secrets) => ({ supabase: { secrets } }),
    ),
  },
  logto: {
    name: 'THREEPID_HOOKS_LOGTO_AUTHORIZATION',
    secret: true,
    fallback: '',
    help: "With THREEPID_HOOKS=logto: the authorization header of Logto's HTTP SMS connector, Bearer ..., or a comma-separated list.",
    parse: secretsOf(list, (authorization) => ({ logto: { authorization } })),
  },
  kratos: {
    name: 'THREEPID_HOOKS_KRATOS_AUTHORIZATION',
    secret: true,
    fallback: '',
    help: 'With THREEPID_HOOKS=kratos: the Authorization header of the courier channel, Bearer ... or Basic ..., or a comma-separated list.',
    parse: secretsOf(list, (authorization) => ({ kratos: { authorization } })),
  },
  zitadel: {
    name: 'THREEPID_HOOKS_ZITADEL_SIGNING_KEY',
    secret: true,
    fallback: '',
    help: "With THREEPID_HOOKS=zitadel: the signing key of Zitadel's HTTP SMS provider, or a comma-separated list.",
    parse: secretsOf(list, (signingKeys) => ({ zitadel: { signingKeys } })),
  },
  hooksText: {
    name: 'THREEPID_HOOKS_TEXT',
    fallback: 'theirs',
    help: 'Whose text is sent with a code of Kratos or Zitadel: theirs, or ours in one SMS, with their code.',
    parse: oneOf('theirs', 'ours'),
  },
};

/** Secrets that the hooks accept; undefined for an empty text. */
function secretsOf(
  split: (text: string) => readonly string[],
  optionsOf: (secrets: readonly string[]) => Omit<HooksOptions, 'threepid'>,
): (text: string) => readonly string[] | undefined {
  return optional((text) => {
    const secrets = split(text);
    createHooks({ threepid: { deliverMessage: () => Promise.resolve() }, ...optionsOf(secrets) });
    return secrets;
  });
}
