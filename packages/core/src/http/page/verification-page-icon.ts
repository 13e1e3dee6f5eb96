import type { VerificationOutcome } from '../../languages/language.js';

/** `good`: done. `wait`: it resolves with time. `bad`: the person has to do something. */
type Mood = 'good' | 'wait' | 'bad';

interface Icon {
  readonly mood: Mood;
  /** Path data in a square of 24 units, drawn as a line. */
  readonly path: string;
  /** True if it is mirrored in scripts that run from right to left. */
  readonly mirrored?: true;
}

const check: Icon = { mood: 'good', path: 'M7 12.5l3.4 3.4L17 8.8' };
const cross: Icon = { mood: 'bad', path: 'M8.2 8.2l7.6 7.6M15.8 8.2l-7.6 7.6' };
const clock: Icon = { mood: 'wait', path: 'M12 7v5.2l3.4 2' };
const question: Icon = {
  mood: 'bad',
  path: 'M9.4 9.6a2.7 2.7 0 1 1 4.2 2.2c-1 .6-1.6 1.1-1.6 2M12 17v.01',
  mirrored: true,
};
const exclamation: Icon = { mood: 'wait', path: 'M12 7v6M12 16.6v.01' };

const icons: Readonly<Record<VerificationOutcome, Icon>> = {
  validated: check,
  incorrect: cross,
  expired: clock,
  unknown: question,
  invalid: cross,
  limited: clock,
  unavailable: exclamation,
};

/** An icon that differs in shape, not only in colour. The heading says the same in words. */
export function verificationIcon(outcome: VerificationOutcome): string {
  const { mood, path, mirrored } = icons[outcome];
  return `<svg class="${mirrored ? `${mood} mirrored` : mood}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
<circle cx="12" cy="12" r="11"/>
<path d="${path}"/>
</svg>`;
}
