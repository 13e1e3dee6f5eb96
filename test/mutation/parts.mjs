// What can be mutated, and which tests are there to notice: by the name that `npm run test:mutation -- NAME` takes.

/**
 * - `projects`: what is built first.
 * - `mutated`: the package whose `src` is mutated, and `except`, those files that are not.
 * - `packages`: those that its tests load, itself included; they are copied.
 * - `tests`: folders of compiled tests, and `slow`, those of them that take seconds and find nothing that no other finds.
 */
export const parts = {
  core: {
    projects: ['packages/core/test', 'packages/storage-memory/test'],
    mutated: 'packages/core',
    // Tables: of translated texts, each of which `languages.test.ts` checks to be complete and short, and of rules that
    // `test/readme` compares with the page of them.
    except: [
      ...['de', 'en', 'es', 'fr', 'ja', 'ar', 'pt'].map((language) => `languages/${language}.ts`),
      'sms/sender-rules.ts',
    ],
    packages: ['packages/core', 'packages/storage-memory', 'packages/contract-tests'],
    // The contract suites of the storages run the rules of the domain that only storages use.
    tests: ['packages/core/dist-test', 'packages/storage-memory/dist-test'],
    slow: [
      'the guard while the provider fails lets people through after it who have tried again and again',
      'the guard refuses nobody while 12 old sessions',
      'parsePhoneNumber finds valid what the library finds valid, in every country',
      'all events together add up',
      'a sid spreads numbers over some thousand slots',
    ],
  },
  'storage-memory': {
    projects: ['packages/storage-memory/test'],
    mutated: 'packages/storage-memory',
    except: [],
    packages: ['packages/core', 'packages/storage-memory', 'packages/contract-tests'],
    tests: ['packages/storage-memory/dist-test'],
    slow: ['MemorySessionStorage its memory holds 100,000 sessions'],
  },
  'storage-redis': {
    projects: ['packages/storage-redis/test'],
    mutated: 'packages/storage-redis',
    // The Lua scripts, whose mutants are those of `lua`.
    except: ['scripts/scripts.ts'],
    packages: [
      'packages/core',
      'packages/storage-memory',
      'packages/storage-redis',
      'packages/contract-tests',
    ],
    tests: ['packages/storage-redis/dist-test'],
    slow: [
      // What takes a Cluster or Sentinels, which take seconds to start, and the guard over them.
      'Redis on Sentinel',
      'Redis on a Cluster',
      'the guard ',
      // Thousands of calls, which try the scripts.
      ...[
        'balance storage contract answers and keeps, step by step',
        'balance storage contract decides as the ledger does',
        'spending storage contract answers and counts, step by step',
        'session storage contract a storage that answers guesses at codes whose messages fail',
        'session storage contract a storage that answers the model in Quint',
        'session storage contract a storage that answers the state machine',
        'session storage contract a storage that answers send attempts keeps attempts, receipts',
      ].map((title) => `Redis on one server ${title}`),
    ],
  },
};
