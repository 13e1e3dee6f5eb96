// The rules that `check-structure.mjs` hands to dependency-cruiser: which way imports may point. They point inwards:
// adapters -> core <- implementations.

/**
 * The core's folders and files, from the inside out: each may import those before it. A new folder takes its place here.
 */
const coreOrder = [
  'errors',
  'domain',
  'guard',
  'ports',
  'languages',
  'log',
  'defaults',
  'sms',
  'injection.ts',
  'events',
  'allowances',
  'spending',
  'challenges',
  'sessions',
  'messages',
  'outlook',
  'use-cases',
  'dto',
  'http/request',
  'http/response',
  'http/page',
  'http/caller',
  'http/routing',
  'http/routes',
  'threepid-options.ts',
  'options',
  'receipts',
  'container.ts',
  'routes-of.ts',
  'threepid.ts',
  'index.ts',
].map((place) => `^packages/core/src/${place}${place.endsWith('.ts') ? '$' : '/'}`);

const source = '^(?:packages|adapters|examples)/[^/]+/src/';
const ours = '^(?:packages|adapters|examples)/';
/** Packages with rules of their own; any other package or adapter implements something of the core. */
const special = 'packages/(?:core|client|element|react|server)';

const circles = [
  {
    name: 'no-circle-of-files',
    comment: 'Move what both sides need into a file that imports neither.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-circle-of-folders',
    comment: 'Move the file that closes the circle, or what it needs.',
    scope: 'folder',
    from: {},
    to: { circular: true },
  },
];

const outward = [
  {
    name: 'core-imports-no-package-of-ours',
    comment: 'Adapters and implementations know the core; the core knows none of them.',
    from: { path: '^packages/core/' },
    to: { path: ours, pathNot: '^packages/core/' },
  },
  {
    name: 'core-imports-its-five-libraries',
    comment: 'No web framework, no database, no provider: each belongs into a package of its own.',
    from: { path: '^packages/core/src/' },
    to: {
      path: 'node_modules/',
      pathNot:
        'node_modules/(?:@types/)?(?:class-transformer|class-validator|libphonenumber-js|reflect-metadata|tsyringe)/',
    },
  },
  {
    name: 'tsyringe-in-injection-only',
    comment: 'Import the container and the decorators from injection.ts.',
    from: { path: '^packages/core/src/', pathNot: '^packages/core/src/injection[.]ts$' },
    to: { path: 'node_modules/tsyringe/' },
  },
  {
    name: 'client-imports-nothing',
    comment: 'It runs in a browser, with no other package.',
    from: { path: '^packages/client/src/' },
    to: { pathNot: '^packages/client/src/' },
  },
  {
    name: 'react-imports-client-alone',
    comment: 'It runs in a browser: of our packages, it imports the client alone.',
    from: { path: '^packages/react/src/' },
    to: { path: ours, pathNot: '^packages/(?:client|react)/' },
  },
  {
    name: 'element-imports-react-and-client',
    comment: 'It runs in a browser: it is the component of packages/react in another form.',
    from: { path: '^packages/element/src/' },
    to: { path: ours, pathNot: '^packages/(?:client|element|react)/' },
  },
  {
    name: 'implementations-import-core-alone',
    comment:
      'Of our packages, an implementation imports the core alone, and those over AWS what they share; only the server imports others.',
    from: { path: '^(packages/[^/]+)/src/', pathNot: [`^${special}/`, '^packages/channel-voice/'] },
    to: { path: ours, pathNot: ['^packages/core/', '^packages/aws-request/', '^$1/'] },
  },
  {
    name: 'calls-share-an-account-with-messages',
    comment:
      'Of our packages, phone calls import the core, and what Twilio has in common for messages and calls.',
    from: { path: '^packages/channel-voice/src/' },
    to: { path: ours, pathNot: ['^packages/core/', '^packages/sms-twilio/', '^packages/channel-voice/'] },
  },
  {
    name: 'adapters-import-core-and-adapters',
    comment: 'Of our packages, an adapter imports the core, and the adapter that it builds on.',
    from: { path: '^adapters/[^/]+/src/' },
    to: { path: ours, pathNot: ['^packages/core/', '^adapters/'] },
  },
  {
    name: 'contract-tests-in-tests-only',
    comment: 'Only tests and examples import the contract tests.',
    from: { path: '^packages/[^/]+/src/', pathNot: '^packages/contract-tests/' },
    to: { path: '^packages/contract-tests/' },
  },
  {
    name: 'imports-are-declared',
    comment:
      'What a package imports is in its dependencies or peerDependencies. The element and SvelteKit bundle what they import.',
    from: { path: source, pathNot: '^(?:packages/element/src|examples/sveltekit)/' },
    to: {
      path: 'node_modules/',
      dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
      dependencyTypesNot: ['npm', 'npm-peer'],
    },
  },
  {
    name: 'imports-can-be-found',
    comment: 'No rule holds for a file that is not found. SvelteKit makes `$app`.',
    from: {},
    to: { couldNotResolve: true, pathNot: '^[$]app/' },
  },
];

const core = [
  ...coreOrder.slice(0, -1).map((path, index) => ({
    name: 'core-imports-inwards',
    comment: 'The order of the core’s folders is in scripts/structure-rules.mjs.',
    from: { path },
    to: { path: coreOrder.slice(index + 1) },
  })),
  {
    name: 'core-folders-have-a-place',
    comment: 'Add the folder to the order in scripts/structure-rules.mjs.',
    from: {},
    to: { path: '^packages/core/src/', pathNot: coreOrder },
  },
];

/** Rules in the form of dependency-cruiser; none may be broken. */
export const structureRules = [...circles, ...outward, ...core].map((rule) => ({
  ...rule,
  severity: 'error',
}));
