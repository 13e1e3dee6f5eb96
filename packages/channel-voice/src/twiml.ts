import type { Spoken } from './spoken.js';

/** What is read out. */
export interface SpokenCode {
  /** Digits. */
  readonly code: string;
  readonly spoken: Spoken;
  readonly brand: string | undefined;
}

/**
 * A call that waits for a key. Without one, it ends after three askings, and nothing was said that is a secret.
 *
 * @param action the URL that Twilio posts to once a key was pressed.
 */
export function askingForKey({ spoken, brand }: SpokenCode, action: string): string {
  const asking = say(spoken, spoken.pressKey(brand));
  // Without `finishOnKey`, the key # would count as none.
  const gather = `<Gather numDigits="1" finishOnKey="" timeout="5" action="${escaped(action)}" method="POST">${asking}</Gather>`;
  return `<Response>${gather.repeat(3)}</Response>`;
}

/** The digits, one by one, and once more. */
export function readingCode({ code, spoken, brand }: SpokenCode): string {
  const digits = Array.from(code, (digit) => say(spoken, digit)).join(pause);
  const once = [say(spoken, spoken.code(brand)), digits].join(pause);
  const again = [say(spoken, spoken.again), digits].join(pause);
  return `<Response>${[once, again, say(spoken, spoken.goodbye)].join(pause)}</Response>`;
}

const pause = '<Pause length="1"/>';

function say({ language, voice }: Spoken, text: string): string {
  return `<Say language="${language}" voice="${voice}">${escaped(text)}</Say>`;
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text or an attribute's value: characters that XML 1.0 doesn't allow are left out. */
function escaped(text: string): string {
  // eslint-disable-next-line no-control-regex -- those are the ones
  const allowed = text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu, '');
  return allowed.replace(/[&<>"]/g, (character) => entities[character] ?? '');
}
