import { expect } from 'chai';
import { readCommand } from '../../dist/command/read-command.js';
import { UsageError } from '../../dist/command/usage-error.js';
import type { Verb } from '../../dist/command/verb.js';

const verbNamed = (name: string, more: Partial<Verb> = {}): Verb => ({
  name,
  summary: '',
  details: [],
  arguments: [],
  options: {},
  run: () => Promise.resolve(0),
  ...more,
});

const verbs = [
  verbNamed('serve'),
  verbNamed('stats'),
  verbNamed('block', {
    arguments: ['PREFIX', '[REASON]'],
    options: { until: { value: 'DATE', help: '' }, json: { help: '' } },
  }),
] as const;

const read = (...args: readonly string[]) => {
  const { verb, given } = readCommand(args, verbs);
  return {
    verb: verb.name,
    arguments: given.arguments,
    flags: [...given.flags],
    values: Object.fromEntries(given.values),
  };
};

const nothing = { arguments: [], flags: [], values: {} };

describe('the command line', () => {
  it('means the first verb if it names none', () => {
    expect(read()).to.deep.equal({ verb: 'serve', ...nothing });
    expect(read('-h')).to.deep.equal({ verb: 'serve', ...nothing, flags: ['help'] });
  });

  it('takes common options anywhere, and those of the verb behind it', () => {
    const given = { arguments: ['+44', '-'], flags: ['json'] };
    expect(
      read('--env-file', 'a', 'block', '+44', '--until=2030-01-01', '-', '--json', '--env-file=b'),
    ).to.deep.equal({
      verb: 'block',
      ...given,
      values: { 'env-file': ['a', 'b'], until: ['2030-01-01'] },
    });
    expect(read('block', '--', '--json', '-')).to.deep.include({ arguments: ['--json', '-'], flags: [] });
  });

  it('asks for no argument if somebody asks for help', () => {
    for (const line of ['block --help', 'stats 447400123456 -h'])
      expect(read(...line.split(' ')).flags, line).to.deep.equal(['help']);
  });

  const wrong: readonly (readonly [line: string, error: string])[] = [
    ['sevre', 'sevre: no such verb; did you mean serve?'],
    ['frobnicate', 'frobnicate: no such verb; try --help'],
    ['--hlep', '--hlep: no such option; did you mean --help?'],
    ['--env-fiel=a', '--env-fiel: no such option; did you mean --env-file?'],
    ['block 44 --jsn', '--jsn: no such option; did you mean --json?'],
    ['stats --json', '--json: no such option; try --help'],
    ['--constructor', '--constructor: no such option; try --help'],
    ['--version=2', '--version: takes no value'],
    ['block 44 --until', '--until: needs a value: write --until DATE'],
    ['block 44 --until --json', '--until: needs a value: write --until DATE'],
    ['block', 'block: PREFIX is missing; threepid help block shows how to write it'],
    ['stats 447400123456', 'stats: takes no argument, not 1; threepid help stats shows how to write it'],
  ];

  for (const [line, error] of wrong)
    it(`says what to write instead of: ${line}`, () => {
      expect(() => read(...line.split(' '))).to.throw(UsageError, error);
    });
});
