/** Causes by rule, or by the part of it before the dot. The log, metrics and events have the rule alone. */
const words: Readonly<Record<string, string>> = {
  number: 'it is not a valid number',
  'destination.country': 'messages to its country are not allowed',
  'destination.type': 'numbers of its type get no messages',
  guard: 'this group has none left',
  limit: 'this limit is reached',
  budget: 'this budget is used up',
};

/** A rule that refuses a message, with its words: `this limit is reached (limit.number)`. */
export function ruleInWords(rule: string): string {
  const [group = rule] = rule.split('.');
  const cause = words[rule] ?? words[group];
  return cause === undefined ? rule : `${cause} (${rule})`;
}
