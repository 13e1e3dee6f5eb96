import type { ProviderState } from './provider-state.js';

/** What this process knows of the providers; and what all processes know together, once somebody has said it. */
export class KnownProviders {
  private shared: readonly ProviderState[] | undefined;

  /** @param own what this process knows. */
  constructor(readonly own: () => readonly ProviderState[]) {}

  get all(): readonly ProviderState[] {
    return this.shared ?? this.own();
  }

  /** Takes what all processes know together. */
  share(states: readonly ProviderState[]): void {
    this.shared = states;
  }
}
