const json = (value: unknown): string => btoa(JSON.stringify(value));

/** Texts that are no answer to any challenge, of the kinds that have broken parsers of answers. */
export const garbageAnswers: readonly string[] = [
  ' ',
  '\0',
  '.',
  '..',
  'null',
  'undefined',
  'true',
  '{}',
  '[]',
  '0.',
  'constructor',
  '__proto__',
  '%00',
  '=',
  '&secret=another&success=true',
  'response=x&response=y',
  'a token\r\nx-header: y',
  '\ud800',
  '🔐'.repeat(20),
  'XXXX.DUMMY.TOKEN.XXXX',
  '10000000-aaaa-bbbb-cccc-000000000001',
  'x'.repeat(4_096),
  ...[null, true, 7, '', [], {}, { challenge: null }, { challenge: {}, solution: {} }].map(json),
  btoa(`${'['.repeat(1_000)}${']'.repeat(1_000)}`),
];

/** Spellings that a careless check takes for the same answer. */
export function variantsOf(answer: string): readonly string[] {
  const middle = Math.floor(answer.length / 2);
  return [
    ` ${answer}`,
    `${answer} `,
    `${answer}\n`,
    `${answer}=`,
    `${answer},x`,
    `${answer}${answer}`,
    `${answer}\0`,
    `${answer.slice(0, middle)}\n${answer.slice(middle)}`,
    answer.toUpperCase(),
    answer.toLowerCase(),
    answer.replaceAll('+', '-').replaceAll('/', '_'),
    answer.replace(/=+$/, ''),
    encodeURIComponent(answer),
    answer.normalize('NFKC'),
  ];
}
