import type { ThreepidEvent, ThreepidEvents } from '@threepid/core';

/** Notes each event. */
export class HeardEvents implements ThreepidEvents {
  readonly all: ThreepidEvent[] = [];

  on(event: ThreepidEvent): void {
    this.all.push(event);
  }

  of<Kind extends ThreepidEvent['kind']>(kind: Kind): readonly Extract<ThreepidEvent, { kind: Kind }>[] {
    return this.all.filter((event): event is Extract<ThreepidEvent, { kind: Kind }> => event.kind === kind);
  }

  /** Each event in a word or two, and none of them twice: they are forgotten. */
  taken(): readonly string[] {
    return this.all.splice(0).map(inWords);
  }
}

function inWords(event: ThreepidEvent): string {
  if (event.kind === 'refused') return `refused ${event.rule}${event.isEnforced ? '' : ' (watched)'}`;
  if (event.kind === 'challenged') return `challenged ${event.rule}`;
  if (event.kind === 'failed') return `failed ${event.result}`;
  return event.kind;
}
