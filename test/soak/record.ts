import type { SoakAnswer, Call } from './soak-answer.js';
import { Latencies } from './latencies.js';
import type { Disturbance } from './weather.js';

/** Broken promises that are shown of a kind; the others are counted. */
const shownAtMost = 10;

/** A promise that people can see, and what shows that it was broken. */
export class Promised {
  readonly broken: string[] = [];
  count = 0;

  constructor(readonly words: string) {}

  /** Says that it was broken. */
  break(how: string): void {
    this.count += 1;
    if (this.broken.length < shownAtMost) this.broken.push(how);
  }
}

/** What people saw. */
export class SoakRecord {
  readonly latencies = new Latencies();
  readonly answers = new Promised('every answer is one that is promised then');
  readonly ends = new Promised('everybody who asks for a code and submits it is verified');
  readonly onlyByCode = new Promised('nobody is verified without the code');
  readonly oneMessage = new Promised('no message goes out twice for one attempt');
  readonly sameCode = new Promised('equal requests have one session, and a resend the same code');
  /** Answers by what excuses them. */
  readonly excused = new Map<string, number>();
  verified = 0;
  /** People who were told when to come back, after calls of theirs had failed. */
  waiting = 0;
  /** People who had to ask again because a failover had lost a step of theirs. */
  lost = 0;
  /** People who have begun. */
  begun = 0;
  /** People who have begun and are not done. */
  busy = 0;
  calls = 0;

  excuse(kind: Disturbance, call: Call, { outcome }: SoakAnswer): void {
    const name = `${kind}: ${outcome} of ${call}`;
    this.excused.set(name, (this.excused.get(name) ?? 0) + 1);
  }

  /** The promises, in the order in which they are reported. */
  get promises(): readonly Promised[] {
    return [this.answers, this.ends, this.onlyByCode, this.oneMessage, this.sameCode];
  }
}
