/** Takes any text. */
export function text(value: string): string {
  return value;
}

/** Takes any text but none. */
export function neededText(what: string): (value: string) => string {
  return (value) => {
    if (value === '') throw new TypeError(`is needed: ${what}`);
    return value;
  };
}

/** Takes a text that a rule takes, which throws for others: its words are the error. */
export function textFor(rule: (value: string) => unknown): (value: string) => string {
  return (value) => {
    rule(value);
    return value;
  };
}
