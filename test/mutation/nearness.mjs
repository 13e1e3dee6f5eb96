// Which tests are near to a source, by their folders.

/**
 * Folders of tests, or beginnings of their files, that look into the sources of another folder; for a folder that is not here,
 * those of `everywhere`. A run of a folder loads no others.
 */
const testedBy = {
  allowances: ['use-cases/', 'events/message-events'],
  challenges: ['events/message-events'],
  defaults: ['guard/', 'use-cases/block-destination', 'use-cases/forget-three-pid', 'events/message-events'],
  domain: [],
  dto: [],
  errors: ['http/routing/', 'log/'],
  events: ['use-cases/request-token-for-homeserver'],
  guard: ['defaults/guard', 'spending/'],
  'http/caller': ['http/routes/'],
  'http/page': [],
  'http/request': ['http/routing/'],
  'http/response': ['http/routing/', 'http/caller/cors', 'use-cases/request-token-for-homeserver'],
  'http/routes': [],
  'http/routing': [
    'http/routes/identity-v2-routes',
    'http/caller/cors',
    'events/raised-events',
    'log/request-record',
  ],
  languages: ['defaults/message-templates', 'http/page/'],
  log: [],
  messages: [
    'use-cases/request-token',
    'use-cases/deliver-message',
    'use-cases/words-of-errors',
    'events/',
    'spending/',
  ],
  options: [
    'container',
    'use-cases/secret-rotation',
    'use-cases/block-destination',
    'spending/',
    'defaults/guard',
  ],
  outlook: ['use-cases/explain-number', 'use-cases/read-operator-stats'],
  receipts: ['http/routes/callback-routes'],
  sessions: ['use-cases/'],
  sms: [],
  spending: ['use-cases/'],
  'use-cases': ['http/routes/', 'events/', 'container', 'options/', 'guard/'],
};
const everywhere = ['container', 'use-cases/', 'http/routing/', 'http/routes/', 'options/', 'events/'];

/** Time for tests of other files, and for those that are not near, which nearly never notice what the near ones don't. */
const nearMs = Number(process.env.MUTATION_NEAR_MS ?? 20_000);
const farMs = Number(process.env.MUTATION_FAR_MS ?? 1_000);

/**
 * Tests by how near they are to a source: its own, the quickest of those in the same folder or in one that looks into it,
 * and the quickest of the others.
 *
 * @param source path below `src`: `domain/next-link.ts`.
 * @param nameOf path of a test below the folder of tests.
 * @param msOf what it takes.
 */
export function nearestTests(source, tests, { nameOf, msOf }) {
  const [own, folder, looking, others] = byNearness(source, tests, nameOf);
  return [...own, ...quickest([...folder, ...looking], nearMs, msOf), ...quickest(others, farMs, msOf)];
}

/** True if a file of tests is near to a source. */
export function isNear(source, name) {
  return nearnessTo(source)(name) < 3;
}

/** The files of tests in which a mutant is looked for that has to be loaded with each, in lists: the nearest first. */
export function nearFiles(source, files, nameOf) {
  const [own, folder, looking] = byNearness(source, files, nameOf);
  return [own, folder, looking].filter((list) => list.length > 0);
}

function byNearness(source, tests, nameOf) {
  const lists = [[], [], [], []];
  const nearness = nearnessTo(source);
  for (const test of tests) lists[nearness(nameOf(test))].push(test);
  return lists;
}

function nearnessTo(source) {
  const own = source.replace(/\.ts$/, '.test.js');
  const folder = folderOf(source);
  const others = testedBy[folder.slice(0, -1)] ?? everywhere;
  return (name) => {
    if (name === own) return 0;
    if (folder === '' ? folderOf(name) === '' : name.startsWith(folder)) return 1;
    return others.some((other) => name.startsWith(other)) ? 2 : 3;
  };
}

/** `domain/` of `domain/next-link.ts`; empty for a file that lies in no folder, as those of the storages. */
function folderOf(name) {
  return name.slice(0, name.lastIndexOf('/') + 1);
}

/** Of each file in the order they had, so that the tests of a file run in their own order. */
function quickest(tests, most, msOf) {
  let ms = 0;
  const chosen = new Set(
    [...tests].sort((a, b) => msOf(a) - msOf(b)).filter((test) => (ms += msOf(test)) < most),
  );
  return tests.filter((test) => chosen.has(test));
}
