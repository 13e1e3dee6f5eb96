import { smsSenderContract } from '@threepid/contract-tests';
import type { SmsHttpPeer } from '@threepid/contract-tests/peers';
import { HttpSmsSender, readRecipe } from '@threepid/sms-http';

/** A recipe, and the provider that it is for. */
export interface RecipeSubject {
  /** Starts the provider's peer, which checks the authentication. */
  readonly startPeer: () => Promise<SmsHttpPeer<{ readonly to: string; readonly text: string }>>;
  readonly settings: Readonly<Record<string, string>>;
}

/** Runs the contract of senders for a recipe. Its secrets are those of the declaration. */
export function recipeContract(name: string, { startPeer, settings }: RecipeSubject): void {
  const declaration = readRecipe(name);
  const secrets = Object.entries(declaration.settings)
    .filter(([, { secret }]) => secret === true)
    .flatMap(([setting]) => settings[setting] ?? []);

  describe(`the recipe ${name}`, function () {
    this.timeout(20_000);

    smsSenderContract({
      describe,
      it,
      create: async ({ timeoutMs }) => {
        const peer = await startPeer();
        const sender = new HttpSmsSender(declaration, { settings, baseUrl: peer.url, timeoutMs });
        return { sender, peer, secrets, close: () => peer.close() };
      },
    });
  });
}
