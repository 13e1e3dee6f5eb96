import type { ProviderState } from './provider-state.js';

/** The states of the providers, as this process knows them; and as all processes do together, once somebody has said it. */
export class KnownProviders {
  private shared: readonly ProviderState[] = [];

  /** @param own what this process knows. */
  constructor(readonly own: () => readonly ProviderState[]) {}

  /** Of a provider of which nobody has said anything yet, such as in the first second, what this process knows. */
  get all(): readonly ProviderState[] {
    const byName = new Map(this.shared.map((state) => [state.name, state]));
    return this.own().map((state) => byName.get(state.name) ?? state);
  }

  /** Takes what all processes know together. */
  share(states: readonly ProviderState[]): void {
    this.shared = states;
  }
}
