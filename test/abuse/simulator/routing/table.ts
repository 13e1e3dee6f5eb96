import { adaptive, daily, oracle, ordered, type RouterUnderTest } from './routers.js';
import { RoutingRun, type RoutingFigures } from './run.js';
import {
  attackCases,
  cases,
  scenarioOf,
  traffics,
  type RoutingCase,
  type SimulatedTraffic,
} from './scenarios.js';

/** A table in Markdown: its heading, and a line for each case and traffic. */
export interface RoutingTable {
  readonly heading: readonly string[];
  readonly rows: readonly RoutingRow[];
}

/** A line of a table, before it is known what is in it. */
export interface RoutingRow {
  readonly scenario: string;
  readonly traffic: string;
  readonly cells: (seeds: number) => Promise<readonly string[]>;
}

export const results: RoutingTable = {
  heading: [
    'Scenario',
    'People',
    'Lost until moved',
    'To others',
    'In order',
    'Sampling over a day',
    'Adaptive',
    'Known beforehand',
  ],
  rows: rowsOf(cases, Object.keys(traffics), async (one, traffic, seeds) => {
    const routed = await figuresOf(adaptive(), one, traffic, seeds);
    const others = [ordered, daily].map((router) => figuresOf(router, one, traffic, seeds));
    const best = await figuresOf(oracle, one, traffic, seeds);
    return [
      moved(routed),
      lost(routed),
      ...(await Promise.all(others)).map(verified),
      verified(routed),
      verified(best),
    ];
  }),
};

export const attacked: RoutingTable = {
  heading: ['Attack', 'Honest people', 'To the worse sender', 'Verified', 'Messages a person'],
  rows: rowsOf(attackCases, ['10 a day', '20 an hour'], async (one, traffic, seeds) => {
    const figures = await figuresOf(adaptive(), one, traffic, seeds);
    return [lost(figures), ...verified(figures).split(', ')];
  }),
};

/** A table's lines for so many seeds each. */
export async function markdownOf({ heading, rows }: RoutingTable, seeds: number): Promise<string> {
  const lines: (readonly string[])[] = [heading, heading.map(() => '---')];
  for (const { scenario, traffic, cells } of rows) lines.push([scenario, traffic, ...(await cells(seeds))]);
  return lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
}

function rowsOf(
  among: readonly RoutingCase[],
  names: readonly string[],
  cellsOf: (one: RoutingCase, traffic: SimulatedTraffic, seeds: number) => Promise<readonly string[]>,
): readonly RoutingRow[] {
  return among.flatMap((one) =>
    names.flatMap((name) => {
      const traffic = traffics[name];
      if (traffic === undefined) return [];
      return [{ scenario: one.name, traffic: name, cells: (seeds: number) => cellsOf(one, traffic, seeds) }];
    }),
  );
}

async function figuresOf(
  router: RouterUnderTest,
  one: RoutingCase,
  traffic: SimulatedTraffic,
  seeds: number,
): Promise<readonly RoutingFigures[]> {
  const figures: RoutingFigures[] = [];
  for (let seed = 1; seed <= seeds; seed += 1)
    figures.push(await new RoutingRun(scenarioOf(one, traffic), router, seed).execute());
  return figures;
}

/** The median, and the worst. */
function moved(figures: readonly RoutingFigures[]): string {
  const numbers = figures.map(({ untilMoved }) => untilMoved).sort((one, other) => one - other);
  const [median = 0, worst = 0] = [numbers[numbers.length >> 1], numbers.at(-1)];
  return `${median}; ${worst}`.replaceAll('Infinity', 'never');
}

function lost(figures: readonly RoutingFigures[]): string {
  return percent(sumOf(figures, ({ lost: share }) => share) / figures.length);
}

/** The share of people who finished, and messages a person. */
function verified(figures: readonly RoutingFigures[]): string {
  const people = sumOf(figures, (one) => one.people);
  const messages = sumOf(figures, (one) => one.messages) / people;
  return `${percent(sumOf(figures, (one) => one.verified) / people)}, ${messages.toFixed(2)}`;
}

function sumOf(figures: readonly RoutingFigures[], of: (figures: RoutingFigures) => number): number {
  return figures.reduce((sum, one) => sum + of(one), 0);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
