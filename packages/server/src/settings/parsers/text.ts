/** Accepts any text. */
export function text(value: string): string {
  return value;
}

/** Accepts any text that isn't empty. */
export function neededText(what: string): (value: string) => string {
  return (value) => {
    if (value === '') throw new TypeError(`is needed: ${what}`);
    return value;
  };
}

/** Accepts a text for which `rule` doesn't throw; its message is the error. */
export function textFor(rule: (value: string) => unknown): (value: string) => string {
  return (value) => {
    rule(value);
    return value;
  };
}
