import { senderRules, senderRulesCheckedOn, senderRuleSources, type SenderRule } from '@threepid/core';
import { expect } from 'chai';
import { writeFileSync } from 'node:fs';
import { root } from '../server-process.js';
import { page } from './readme-blocks.js';

const file = 'docs/sender-ids.md';
const start = '<!-- sender-rules -->\n<!-- prettier-ignore-start -->\n';
const end = '<!-- prettier-ignore-end -->\n<!-- /sender-rules -->';

describe(file, () => {
  it('has the rules that the core has (UPDATE_README=1 writes them)', () => {
    const [before = '', rest = ''] = page(file).split(start);
    const [, after = ''] = rest.split(end);
    const wanted = `${before}${start}\n${rules()}\n\n${end}${after}`;
    if (process.env['UPDATE_README'] === '1') writeFileSync(root + file, wanted);
    else expect(page(file)).to.equal(wanted);
  });
});

function rules(): string {
  const countries = new Intl.DisplayNames('en', { type: 'region' });
  const rows = Object.entries(senderRules)
    .map(
      ([code, rule]) =>
        `| ${countries.of(code) ?? code} (${code}) | ${namesOf(rule)} | ${restOf(rule)} | ${sourcesOf(rule)} |`,
    )
    .sort();
  const sources = Object.values(senderRuleSources).map((text, index) => `${index + 1}. ${text}`);
  return [
    `Checked on ${senderRulesCheckedOn}.`,
    ['| country | a name | beside that | sources |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    'Sources:',
    sources.join('\n'),
  ].join('\n\n');
}

function namesOf({ names, use = 'a number or short code of the country', otherwise }: SenderRule): string {
  if (names === 'allowed') return 'arrives';
  if (names === 'unsupported') return `does not arrive; use ${use}`;
  return `must be registered${otherwise === undefined ? '' : `, or ${otherwise}`}`;
}

function restOf({ numbers, blocksGenericNames, needsTemplate }: SenderRule): string {
  return [
    ...(numbers === 'national' ? ['numbers of other countries are blocked'] : []),
    ...(numbers === 'registered' ? ['numbers must be of the country and registered'] : []),
    ...(blocksGenericNames === true ? ['generic names, such as INFO, are blocked'] : []),
    ...(needsTemplate === true ? ['entity and template must be registered'] : []),
  ].join('; ');
}

function sourcesOf({ sources }: SenderRule): string {
  const all = Object.keys(senderRuleSources);
  return sources
    .map((source) => all.indexOf(source) + 1)
    .sort((a, b) => a - b)
    .join(', ');
}
