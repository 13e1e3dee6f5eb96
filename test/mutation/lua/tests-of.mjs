// Which tests judge a script: no other ones can notice its mutants.
const storages = [
  {
    scripts: [
      'open',
      'settle',
      'outcome-of',
      'submit',
      'read',
      'consume',
      'spend',
      'refund',
      'forget',
      'message-times',
      'spent-times',
      'probe',
    ],
    contract: 'session storage',
    files: ['redis-session-storage', 'resent', 'forget', 'secret-rotation'],
  },
  {
    scripts: ['charge-message', 'charge-groups', 'credit-groups', 'forget-groups', 'read-groups'],
    contract: 'balance storage',
    files: ['redis-balance-storage', 'redis-session-storage', 'forget', 'resent', 'faults/balances.faults'],
  },
  {
    scripts: ['reserve-money', 'release-money', 'spent-money'],
    contract: 'spending storage',
    files: ['redis-spending-storage', 'resent'],
  },
  {
    scripts: ['put-block', 'remove-block', 'read-blocks'],
    contract: 'block storage',
    files: ['redis-block-storage'],
  },
  { scripts: ['count-routes'], contract: 'route storage', files: ['redis-route-storage'] },
  {
    scripts: ['put-access-token', 'remove-access-token', 'user-of-access-token'],
    contract: 'access token storage',
    files: ['redis-access-token-storage'],
  },
  {
    scripts: ['add-agreements', 'agreements'],
    contract: 'terms agreement storage',
    files: ['redis-access-token-storage'],
  },
];

/** The titles of the contracts that judge some scripts, and the files of other tests that do. */
export function testsOf(scripts) {
  const judges = scripts.map((script) => storages.find((one) => one.scripts.includes(script)));
  if (judges.length === 0 || judges.includes(undefined))
    throw new Error(
      `test/mutation/lua/tests-of.mjs names no tests of ${scripts.join(', ') || 'a source that nothing includes'}`,
    );
  return {
    titles: judges.map(({ contract }) => `${contract} contract`),
    files: judges.flatMap(({ files }) => files.map((file) => `${file}.test.js`)),
  };
}
