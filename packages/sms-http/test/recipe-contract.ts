import { expect } from 'chai';
import { smsSenderContract, type SmsFault, type SmsSenderContractOptions } from '@threepid/contract-tests';
import type { SmsHttpPeer } from '@threepid/contract-tests/peers';
import { ProviderError, type SmsMessage, type SmsResult } from '@threepid/core';
import { HttpSmsSender, readRecipe, type SmsHttpDeclaration } from '@threepid/sms-http';

type Peer = SmsHttpPeer<{ readonly to: string; readonly text: string }>;

/** A recipe, and the provider that it is for. */
export interface RecipeSubject {
  /** Starts the provider's peer, which checks the authentication. */
  readonly startPeer: () => Promise<Peer>;
  readonly settings: Readonly<Record<string, string>>;
  /** What the log says of a message to a number that the provider rejects. */
  readonly log?: string;
  /** True if it plays the connection's failures too; see `playedElsewhere`. */
  readonly isWhole?: boolean;
}

const reason = 'the declaration has no part in it, and vonage (a form) and azure (JSON, signed) play it';

/** Failures of the connection, which the sender answers without a look at the declaration. */
const playedElsewhere: NonNullable<SmsSenderContractOptions['notPlayed']> = {
  hang: reason,
  down: reason,
  'cut-before-reading': reason,
  'cut-after-reading': reason,
};

/** Runs the contract of senders for a recipe, and checks that its provider turns away a wrong secret. */
export function recipeContract(name: string, subject: RecipeSubject): void {
  const declaration = readRecipe(name);
  const { startPeer, settings } = subject;
  const secrets = secretsOf(declaration).flatMap((setting) => settings[setting] ?? []);

  describe(`the recipe ${name}`, function () {
    this.timeout(20_000);

    smsSenderContract({
      describe,
      it,
      notPlayed: subject.isWhole === true ? {} : playedElsewhere,
      create: async ({ timeoutMs }) => {
        const peer = await startPeer();
        const sender = new HttpSmsSender(declaration, { settings, baseUrl: peer.url, timeoutMs });
        return { sender, peer, secrets, close: () => peer.close() };
      },
    });
    testCredentials(declaration, subject);
    testLog(declaration, subject);
  });
}

function testCredentials(declaration: SmsHttpDeclaration, subject: RecipeSubject): void {
  for (const secret of secretsOf(declaration).filter((setting) => setting in subject.settings)) {
    it(`is refused with another ${secret}`, async () => {
      const settings = { ...subject.settings, [secret]: another(subject.settings[secret]) };
      const { result, peer } = await sendOne(declaration, { ...subject, settings }, 'accept');
      expect(result.kind).to.equal('refused');
      expect(peer.messages).to.deep.equal([]);
    });
  }
}

/** A secret of the same form. */
function another(secret = ''): string {
  return secret.replaceAll(/[a-y]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 1));
}

function testLog(declaration: SmsHttpDeclaration, subject: RecipeSubject): void {
  if (subject.log === undefined) return;
  it('says in one line what the provider answered', async () => {
    const { result } = await sendOne(declaration, subject, 'reject-destination');
    if (result.kind === 'sent') return expect.fail('the message was sent');
    expect(result.cause).to.be.instanceOf(ProviderError);
    expect((result.cause as ProviderError).message).to.equal(subject.log);
  });
}

async function sendOne(
  declaration: SmsHttpDeclaration,
  { startPeer, settings }: RecipeSubject,
  behaviour: SmsFault | 'accept',
): Promise<{ readonly result: SmsResult; readonly peer: Peer }> {
  const peer = await startPeer();
  try {
    await peer.play(behaviour);
    const sender = new HttpSmsSender(declaration, { settings, baseUrl: peer.url });
    return { result: await sender.send(message), peer };
  } finally {
    await peer.close();
  }
}

function secretsOf({ settings }: SmsHttpDeclaration): string[] {
  return Object.keys(settings).filter((name) => settings[name]?.secret === true);
}

const message: SmsMessage = {
  to: '+447400123456',
  country: 'GB',
  text: '482915 is your code.',
  purpose: 'verify',
  idempotencyKey: 'a-message-of-its-own',
};
