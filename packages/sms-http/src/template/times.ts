/** Forms of a time, given in Unix milliseconds. */
export const timeForms: Readonly<Record<string, (ms: number) => string>> = {
  seconds: (ms) => String(Math.floor(ms / 1_000)),
  milliseconds: (ms) => String(Math.floor(ms)),
  iso: (ms) => new Date(ms).toISOString(),
  datetime: (ms) => new Date(ms).toISOString().slice(0, 19).replace('T', ' '),
  http: (ms) => new Date(ms).toUTCString(),
};

/** Forms of a duration, given in milliseconds; rounded down, because it limits how long a message is tried. */
export const durationForms: Readonly<Record<string, (ms: number) => string>> = {
  milliseconds: (ms) => String(Math.max(0, Math.floor(ms))),
  seconds: (ms) => String(Math.max(0, Math.floor(ms / 1_000))),
  minutes: (ms) => String(Math.max(0, Math.floor(ms / 60_000))),
};
