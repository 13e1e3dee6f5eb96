// Values of Quint's evaluator as text and as plain JSON.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const {
  rv,
  RuntimeValueVariant: Variant,
} = require('@informalsystems/quint/dist/src/runtime/impl/runtimeValue.js');

const { OrderedMap } = require('immutable');

const Int = rv.mkInt(0).constructor;
const Text = rv.mkStr('').constructor;
const Bool = rv.mkBool(true).constructor;
const List = rv.mkList([]).constructor;
const Fields = rv.mkRecord([]).constructor;
const Pairs = rv.mkMap([]).constructor;

// Quint sorts the fields of each record that it makes in a general way, which takes a fifth of all time.
const byName = ([one], [other]) => (one < other ? -1 : one > other ? 1 : 0);
rv.mkRecord = (fields) =>
  new Fields(OrderedMap((Symbol.iterator in fields ? [...fields] : Object.entries(fields)).sort(byName)));

/** Texts of records and lists, which states share. */
const known = new WeakMap();

/** A text that two values share if, and only if, they are equal and of one type. */
export function textOf(value) {
  if (value instanceof Int) return value.value.toString();
  if (value instanceof Text) return `"${value.value}"`;
  if (value instanceof Bool) return value.value ? 'T' : 'F';
  let text = known.get(value);
  if (text === undefined) {
    text = textOfParts(value);
    known.set(value, text);
  }
  return text;
}

function textOfParts(value) {
  // A record's fields have an order, and values of one type have the same fields.
  if (value instanceof Fields) return `{${value.map.valueSeq().map(textOf).join()}}`;
  if (value instanceof List) return `[${value.list.map(textOf).join()}]`;
  if (value instanceof Variant) return `${value.label}(${textOf(value.value)})`;
  if (value instanceof Pairs)
    return `<${[...value.map]
      .map((pair) => pair.map(textOf).join())
      .sort()
      .join('|')}>`;
  return `(${[...value.toSet()].map(textOf).sort().join()})`;
}

/** The value as JSON: a variant is `{ tag, value }`, a map is a list of pairs, a set is a list in order of its texts. */
export function plain(value) {
  if (value instanceof Int) return Number(value.value);
  if (value instanceof Text || value instanceof Bool) return value.value;
  if (value instanceof Fields)
    return Object.fromEntries([...value.map].map(([name, field]) => [name, plain(field)]));
  if (value instanceof List) return value.list.toArray().map(plain);
  if (value instanceof Variant) return { tag: value.label, value: plain(value.value) };
  if (value instanceof Pairs) return [...value.map].map((pair) => pair.map(plain));
  return [...value.toSet()].toSorted((one, other) => (textOf(one) < textOf(other) ? -1 : 1)).map(plain);
}
