import { asBytes } from './bytes.js';
import { mutatedJson } from './json-mutations.js';
import type { FuzzRandom } from './random.js';

/** What inputs are made of. */
export interface Ingredients {
  readonly random: FuzzRandom;
  readonly dictionary: readonly string[];
  /** Inputs that reached something, to splice with. */
  readonly others: readonly string[];
  readonly longest: number;
}

type Mutation = (text: string, ingredients: Ingredients) => string;

/** Texts that parsers stumble over, whatever they parse. */
const odd = [
  '',
  '\0',
  '\n',
  '\r\n',
  '\t',
  ' ',
  '"',
  "'",
  '\\',
  '/',
  '%',
  '%00',
  '%0d%0a',
  '%c3%28',
  '%u0041',
  '&',
  '=',
  ';',
  ',',
  ':',
  '{',
  '}',
  '[',
  ']',
  '<',
  '>',
  '$',
  '-',
  '+',
  '.',
  '..',
  '*',
  '?',
  '#',
  '@',
  '|',
  '(',
  ')',
  '\x7f',
  '\x80',
  '\xff',
  '\xc3\x28',
  '\xed\xa0\x80',
  '\xef\xbb\xbf',
  '\xf4\x90\x80\x80',
  '0',
  '-0',
  '-1',
  '00',
  '1e400',
  '1e-400',
  'NaN',
  'Infinity',
  '2147483648',
  '4294967296',
  '9007199254740993',
  '0x10',
  'null',
  'true',
  'false',
  'undefined',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  ...['é', '٣', '１', '\u2028', '\u202e', 'ﬀ', 'İ', 'ß', '\u0000', '😀', '\ufeff', '\u00a0'].map(asBytes),
];

/** A new input, made of one that reached something by one to eight changes. */
export function mutated(text: string, ingredients: Ingredients): string {
  const { random, longest } = ingredients;
  const rounds = 1 << random.below(4);
  let changed = text;
  for (let round = 0; round < rounds; round += 1)
    changed = random.of(mutations)(changed, ingredients).slice(0, longest);
  return changed;
}

const flipByte: Mutation = (text, { random }) => {
  if (text === '') return text;
  const at = random.below(text.length);
  const byte = text.charCodeAt(at) ^ (1 << random.below(8));
  return text.slice(0, at) + String.fromCharCode(byte & 0xff) + text.slice(at + 1);
};

const setByte: Mutation = (text, { random }) => {
  const at = random.below(text.length + 1);
  return text.slice(0, at) + String.fromCharCode(random.below(256)) + text.slice(at + 1);
};

const insertToken: Mutation = (text, ingredients) => {
  const at = ingredients.random.below(text.length + 1);
  return text.slice(0, at) + tokenOf(ingredients) + text.slice(at);
};

/** Takes the place of a word, a number or a text between quotes. */
const replaceWord: Mutation = (text, ingredients) => {
  const words = [...text.matchAll(/[\w.-]+|[^\w.-]/g)];
  if (words.length === 0) return tokenOf(ingredients);
  const { index, 0: word } = ingredients.random.of(words);
  return text.slice(0, index) + tokenOf(ingredients) + text.slice(index + word.length);
};

const removePart: Mutation = (text, { random }) => {
  const [from, to] = partOf(text, random);
  return text.slice(0, from) + text.slice(to);
};

const repeatPart: Mutation = (text, { random }) => {
  const [from, to] = partOf(text, random);
  const times = random.oneIn(20) ? 1 + random.below(300) : 1 + random.below(3);
  return text.slice(0, to) + text.slice(from, to).repeat(times) + text.slice(to);
};

const movePart: Mutation = (text, { random }) => {
  const [from, to] = partOf(text, random);
  const rest = text.slice(0, from) + text.slice(to);
  const at = random.below(rest.length + 1);
  return rest.slice(0, at) + text.slice(from, to) + rest.slice(at);
};

/** The beginning of one input, and the end of another. */
const splice: Mutation = (text, { random, others }) => {
  if (others.length === 0) return text;
  const other = random.of(others);
  return text.slice(0, random.below(text.length + 1)) + other.slice(random.below(other.length + 1));
};

/** A line, a pair of a query or a part between other separators comes twice, goes, or changes its place. */
const changeParts: Mutation = (text, { random }) => {
  const separator = random.of(['\r\n', '\n', '&', ',', ';', '.', ':', '/']);
  const parts = text.split(separator);
  if (parts.length < 2) return text;
  const [at, to] = [random.below(parts.length), random.below(parts.length)];
  const part = parts[at] ?? '';
  const kind = random.below(3);
  if (kind === 0) parts.splice(at, 1);
  else parts.splice(to, kind === 1 ? 0 : 1, part);
  return parts.join(separator);
};

const changeNumber: Mutation = (text, { random }) => {
  const numbers = [...text.matchAll(/\d+/g)];
  if (numbers.length === 0) return text;
  const { index, 0: digits } = random.of(numbers);
  const by = random.of([-1, 1, 2 * Number(digits.slice(0, 15)), -Number(digits.slice(0, 15))]);
  return text.slice(0, index) + String(Number(digits.slice(0, 15)) + by) + text.slice(index + digits.length);
};

const changeCase: Mutation = (text, { random }) => {
  const [from, to] = partOf(text, random);
  const part = text.slice(from, to);
  const changed = random.oneIn(2) ? part.toUpperCase() : part.toLowerCase();
  return text.slice(0, from) + changed + text.slice(to);
};

/** Twice in the list: the more likely ones. */
const mutations: readonly Mutation[] = [
  flipByte,
  setByte,
  insertToken,
  insertToken,
  replaceWord,
  replaceWord,
  removePart,
  removePart,
  repeatPart,
  movePart,
  splice,
  changeParts,
  changeParts,
  changeNumber,
  changeCase,
  mutatedJson,
  mutatedJson,
  mutatedJson,
];

/** One of the texts that the code looks for, or an odd one. */
export function tokenOf({ random, dictionary }: Ingredients): string {
  return dictionary.length === 0 || random.oneIn(4) ? random.of(odd) : random.of(dictionary);
}

/** Mostly short. */
function partOf(text: string, random: FuzzRandom): readonly [from: number, to: number] {
  const from = random.below(text.length + 1);
  const length = random.oneIn(4) ? random.below(text.length - from + 1) : random.below(9);
  return [from, Math.min(text.length, from + length)];
}
