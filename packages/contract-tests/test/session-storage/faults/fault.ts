import type { SessionStorage } from '@threepid/core';

/** A storage with one fault, and a test of the suite that has to find it. */
export interface Fault {
  readonly fault: string;
  readonly storage: new () => SessionStorage;
  readonly foundBy: string;
  /** Whether calls one after the other show the fault, so that the state-machine test has to find it too. */
  readonly showsInSequence: boolean;
}

export const stateMachine = true;
export const onlyInRaces = false;
export const onlyAtEdges = false;
export const tooSeldomInSequence = false;
