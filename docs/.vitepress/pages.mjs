// Which files are pages of the site, where they are, and their order. A package, an example or a document that is in no
// group here fails the build.
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

const readmeOf =
  (folder) =>
  ([name, label]) => ({ file: `${folder}/${name}/README.md`, label });
const documentOf = ([name, label]) => ({ file: `docs/${name}.md`, label });

/** The groups of the sidebar in order. A page is a file, relative to the root, with its label. */
export const groups = [
  { title: 'Start', pages: [{ file: 'README.md', label: 'Overview' }] },
  {
    title: 'Add it to your app',
    pages: [
      ['guides/express', 'Express'],
      ['guides/fastify', 'Fastify'],
      ['guides/next', 'Next.js'],
      ['guides/hono', 'Hono, SvelteKit, Nuxt, Bun, Deno'],
      ['guides/nestjs', 'NestJS'],
      ['guides/production', 'Before production'],
      ['guides/testing', 'Test it'],
    ].map(documentOf),
  },
  {
    title: 'Auth products',
    pages: [
      ['better-auth', 'better-auth'],
      ['hooks', 'Supabase, Logto, Kratos, Zitadel'],
    ].map(readmeOf('packages')),
  },
  {
    title: 'Adapters',
    pages: [
      ['express', 'Express'],
      ['fastify', 'Fastify'],
      ['next', 'Next.js'],
      ['fetch', 'Request and Response'],
      ['nestjs', 'NestJS'],
    ].map(readmeOf('adapters')),
  },
  {
    title: 'In the browser',
    pages: [
      ['element', 'Custom element'],
      ['react', 'React component'],
      ['client', 'Client'],
      ['inbox', 'Development inbox'],
    ].map(readmeOf('packages')),
  },
  {
    title: 'SMS providers',
    pages: [
      documentOf(['providers', 'All providers and channels']),
      ...[
        ['sms-aws', 'AWS End User Messaging'],
        ['sms-sns', 'AWS SNS'],
        ['sms-twilio', 'Twilio'],
        ['sms-http', 'Any HTTP API'],
        ['sms-smpp', 'SMPP'],
        ['sms-webhook', 'Your own gateway'],
        ['sms-failover', 'Failover'],
      ].map(readmeOf('packages')),
    ],
  },
  {
    title: 'Channels',
    pages: [
      documentOf(['channels', 'Which one when']),
      ...[
        ['channel-whatsapp', 'WhatsApp'],
        ['channel-telegram', 'Telegram'],
        ['channel-voice', 'Phone calls'],
      ].map(readmeOf('packages')),
    ],
  },
  {
    title: 'Storages',
    pages: [
      ['storage-memory', 'Memory'],
      ['storage-redis', 'Redis'],
    ].map(readmeOf('packages')),
  },
  {
    title: 'Abuse',
    pages: [
      documentOf(['guard', 'The guard']),
      ...[
        ['challenge-altcha', 'Proof of work: ALTCHA'],
        ['challenge-turnstile', 'Turnstile'],
        ['challenge-hcaptcha', 'hCaptcha'],
      ].map(readmeOf('packages')),
    ],
  },
  {
    title: 'Operating',
    pages: [
      readmeOf('packages')(['server', 'Standalone server']),
      readmeOf('packages')(['otel', 'Metrics and traces']),
      ...[
        ['operate', 'Operate it'],
        ['logs', 'The log'],
        ['deploy', 'Deploy it'],
        ['events', 'Events'],
        ['routing', 'Routing by results'],
        ['redis', 'Running on Redis'],
        ['scaling', 'Scaling'],
        ['aws', 'Running on AWS'],
        ['receipts', 'Delivery receipts'],
        ['sender-ids', 'Senders by country'],
        ['commonjs', 'From CommonJS'],
      ].map(documentOf),
      { file: 'CHANGELOG.md', label: 'Changes' },
    ],
  },
  {
    title: 'Matrix',
    pages: [
      ...[
        ['synapse', 'Synapse'],
        ['homeserver', 'Your own homeserver'],
      ].map(documentOf),
      readmeOf('packages')(['federation', 'Federation']),
    ],
  },
  {
    title: 'How it works',
    pages: [
      ...[
        ['architecture', 'Architecture'],
        ['protocol', 'Protocol'],
        ['threat-model', 'Threat model'],
        ['proof', 'What shows it'],
      ].map(documentOf),
      { file: 'SECURITY.md', label: 'Security' },
    ],
  },
  {
    title: 'Extend it',
    pages: [
      documentOf(['guides/write-your-own', 'Write your own']),
      ...[
        ['core', 'The core'],
        ['contract-tests', 'Contract tests'],
        ['aws-request', 'Requests to AWS'],
      ].map(readmeOf('packages')),
      { file: 'CONTRIBUTING.md', label: 'Contributing' },
    ],
  },
  {
    title: 'Examples',
    pages: [
      { file: 'examples/README.md', label: 'All examples' },
      ...[
        ['express', 'Express'],
        ['fastify', 'Fastify'],
        ['next-app', 'Next.js: App Router'],
        ['next-pages', 'Next.js: Pages Router'],
        ['hono', 'Hono'],
        ['sveltekit', 'SvelteKit'],
        ['nestjs', 'NestJS'],
        ['better-auth', 'better-auth'],
        ['html', 'A plain page'],
        ['custom-provider', 'An SMS provider'],
        ['synapse', 'Synapse'],
      ].map(readmeOf('examples')),
    ],
  },
];

/**
 * The groups, checked against what there is.
 *
 * @param files what has to be a page.
 * @throws Error that names what is in no group, and what is listed and isn't there.
 */
export function pageGroups(files = allPages()) {
  const missing = files.filter((file) => !isPage(file));
  if (missing.length > 0)
    throw new Error(`Add to a group in docs/.vitepress/pages.mjs: ${missing.join(', ')}`);
  const gone = groups.flatMap(({ pages }) => pages.map(({ file }) => file)).filter((file) => !isThere(file));
  if (gone.length > 0) throw new Error(`Remove from docs/.vitepress/pages.mjs: ${gone.join(', ')}`);
  return groups;
}

function isThere(file) {
  return existsSync(root + file);
}

/** True if a file, relative to the root, is a page of a group. */
export function isPage(file) {
  return groups.some(({ pages }) => pages.some((page) => page.file === file));
}

/** Where a page is on the site: `docs/guard.md` is at `guard.md`, the README of `adapters/next` at `packages/next.md`. */
export function sitePathOf(file) {
  if (file === 'README.md') return 'overview.md';
  return file
    .replace(/^docs\//, '')
    .replace(/^examples\/README\.md$/, 'examples/index.md')
    .replace(/^(?:packages|adapters)\/([^/]+)\/README\.md$/, 'packages/$1.md')
    .replace(/^(examples\/[^/]+)\/README\.md$/, '$1.md')
    .replace(/^[A-Z]+\.md$/, (name) => name.toLowerCase());
}

/** The address of a page within the site, such as `/packages/next`. */
export function addressOf(file) {
  return `/${sitePathOf(file).replace(/(?:^index|(?<=\/)index)?\.md$/, '')}`;
}

/** The pages of all packages, adapters, examples and documents. */
function allPages() {
  const readmes = ['packages', 'adapters'].flatMap((group) =>
    foldersIn(group).map((name) => `${group}/${name}/README.md`),
  );
  const examples = foldersIn('examples')
    .map((name) => `examples/${name}/README.md`)
    .filter(isThere);
  const documents = readdirSync(`${root}docs`, { recursive: true })
    .filter((name) => name.endsWith('.md') && !/^(?:\.vitepress|api)\//.test(name) && name !== 'index.md')
    .map((name) => `docs/${name}`);
  return [...readmes, ...examples, ...documents];
}

/** The packages of a folder. */
function foldersIn(group) {
  return readdirSync(root + group).filter((name) => existsSync(`${root}${group}/${name}/package.json`));
}
