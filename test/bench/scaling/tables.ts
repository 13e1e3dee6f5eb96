import { measured } from './measured.js';
import { limitOf, providerConnections, type Deployment } from './model.js';
import { limited, needs, providerSeconds } from './rows.js';
import { simulate, type SimulatedRun } from './simulation.js';

const whole = (value: number): string => Math.round(value).toLocaleString('en');
const rounded = (value: number): string => Number(value.toPrecision(2)).toLocaleString('en');

function bytes(value: number): string {
  return value < 1e12 ? `${rounded(value / 1e9)} GB` : `${rounded(value / 1e12)} TB`;
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const rule = columns.map((_, index) => (index === 0 ? '---' : '---:'));
  return [columns, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** What each part of a verification costs, and how many are possible where. */
export function costTable(): string {
  const { processMicros, sessionMicros, countryMicros, budgetMicros } = measured;
  const row = (name: string, micros: number): string[] => [
    name,
    `${whole(micros)} µs`,
    rounded(1e6 / micros),
  ];
  const ofProvider = `a process: its ${providerConnections} connections to a provider that answers in ${providerSeconds} s`;
  return table(
    ['what one of them can do', 'CPU a verification', 'verifications a second at most'],
    [
      row('a process: its core', processMicros),
      [ofProvider, '', rounded(providerConnections / providerSeconds)],
      row('a Redis master: for sessions', sessionMicros),
      row('a Redis master: for countries', countryMicros),
      row('a Redis master: for `all`, if there is a budget for all countries', budgetMicros),
    ],
  );
}

/** What a crowd needs. */
export function needsTable(): string {
  const columns = ['', ...needs.map(({ crowd }) => `${whole(crowd.perSecond)} a second`)];
  const row = (name: string, cell: (row: (typeof needs)[number]) => string): string[] => [
    name,
    ...needs.map(cell),
  ];
  return table(columns, [
    row('people', ({ crowd }) => whole(crowd.people)),
    row('processes', ({ need }) => whole(need.processes)),
    row('Redis masters', ({ need }) => whole(need.masters)),
    row('deployments that share nothing', ({ need }) => whole(need.deployments)),
    row('masters of each deployment: for sessions + for countries', ({ need: { deployment } }) =>
      mastersOf(deployment),
    ),
    row('bytes of sessions', ({ need }) => bytes(need.sessionBytes)),
    row("bytes of the guard's balances", ({ need }) => bytes(need.balanceBytes)),
    row('connections to each master', ({ need }) => whole(need.connections)),
    row('messages under way to the provider', ({ crowd }) => whole(crowd.perSecond * crowd.providerSeconds)),
  ]);
}

/** Where throughput stops: by the model, and simulated. */
export function limitTable(): string {
  const rows = limited.map(({ people, largestCountry, deployment }) => {
    const { perSecond, first } = limitOf(deployment, largestCountry, measured);
    const simulated = simulateLimit(deployment, largestCountry);
    return [
      whole(deployment.processes),
      mastersOf(deployment),
      people,
      first,
      rounded(perSecond),
      rounded(simulated.perSecond),
    ];
  });
  return table(
    ['processes', 'masters', 'people', 'full first', 'verifications a second, by the model', 'simulated'],
    rows,
  );
}

/** So many people at once, and for so long, that whatever is full first is always busy. */
export function simulateLimit(deployment: Deployment, largestCountry: number): SimulatedRun {
  const atOnce = 12 * (deployment.processes + deployment.sessionMasters + deployment.countryMasters);
  const verifications = Math.max(10_000, 15 * atOnce);
  return simulate(deployment, { arrivals: { atOnce }, largestCountry, verifications }, measured);
}

/** One of the deployments that a crowd needs, at its part of the crowd's rate. */
export function simulateNeeds({ crowd, need }: (typeof needs)[number]): SimulatedRun {
  const { largestCountry } = crowd;
  const perSecond = crowd.perSecond / need.deployments;
  return simulate(
    need.deployment,
    { arrivals: { perSecond }, largestCountry, verifications: 12_000 },
    measured,
  );
}

function mastersOf({ sessionMasters, countryMasters }: Deployment): string {
  return countryMasters === 0 ? '1' : `${sessionMasters} + ${countryMasters}`;
}
