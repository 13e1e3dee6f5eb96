import type { Figures } from './figures.js';
import type { PolicyUnderTest } from './policy.js';
import { Run, type RunOptions, type Scenario } from './run.js';

export interface Row {
  readonly scenario: string;
  readonly policy: string;
  readonly figures: Figures;
}

/** Runs each scenario against each policy, one after the other. */
export async function rowsOf(
  scenarios: readonly Scenario[],
  policies: readonly PolicyUnderTest[],
  options: RunOptions,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const scenario of scenarios) {
    for (const policy of policies) {
      const figures = await new Run(scenario, policy, options).execute();
      rows.push({ scenario: scenario.name, policy: policy.name, figures });
    }
  }
  return rows;
}

const heading = [
  'Scenario',
  'Policy',
  'Messages',
  'Money',
  'Honest',
  'Refused',
  'Challenged',
  'Closed after',
  'Victim',
];

export function markdownTable(rows: readonly Row[]): string {
  const lines = rows.map(({ scenario, policy, figures }) => [scenario, policy, ...cells(figures)]);
  return [heading, heading.map(() => '---'), ...lines].map((line) => `| ${line.join(' | ')} |`).join('\n');
}

function cells(figures: Figures): readonly string[] {
  const { messages, money, people, refused, challenged, hoursUntilClosed, tries, successes } = figures;
  return [
    String(messages),
    `$${Math.round(money / 100_000)}`,
    String(people),
    share(refused, people),
    share(challenged, people),
    closedAfter(hoursUntilClosed),
    tries === 0 ? '' : `${successes} of ${tries}`,
  ];
}

function closedAfter(hours: number | undefined): string {
  if (hours === undefined) return '';
  if (!Number.isFinite(hours)) return 'never';
  return hours < 0.1 ? `${Math.round(3_600 * hours)} s` : `${hours.toFixed(1)} h`;
}

function share(part: number, whole: number): string {
  return part === 0 ? '0' : `${part} (${((100 * part) / whole).toFixed(1)} %)`;
}
