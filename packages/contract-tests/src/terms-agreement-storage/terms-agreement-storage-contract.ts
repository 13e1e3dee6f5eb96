import { randomUUID } from 'node:crypto';
import type { TermsAgreementStorage } from '@threepid/core';
import { expect } from 'chai';
import type { ContractRunner } from '../runner/contract-runner.js';
import { madeBefore } from '../runner/made-before.js';

/** Options of `termsAgreementStorageContract`, with the functions of the runner. */
export interface TermsAgreementStorageContractOptions extends ContractRunner {
  /** Creates the storage that all tests share. It needn't be empty, because each test uses its own users. */
  readonly create: () => Promise<TermsAgreementStorage> | TermsAgreementStorage;
  /** Closes the storage of `create`. */
  readonly destroy?: (storage: TermsAgreementStorage) => Promise<void> | void;
}

/** The suite that every `TermsAgreementStorage` must pass. */
export function termsAgreementStorageContract(options: TermsAgreementStorageContractOptions): void {
  const { describe, it, create, destroy } = options;
  describe('terms agreement storage contract', () => {
    const storage = madeBefore(options, create, destroy);

    it('has nothing of a user who agreed to nothing', async () => {
      expect(await storage().urlsOf(newUser())).to.deep.equal([]);
    });

    it('adds to what a user agreed to, each URL once', async () => {
      const user = newUser();
      await storage().add(user, ['https://example.org/a', 'https://example.org/b']);
      await storage().add(user, ['https://example.org/b', 'https://example.org/"c d\n']);
      expect(await storage().urlsOf(user)).to.have.members([
        'https://example.org/a',
        'https://example.org/b',
        'https://example.org/"c d\n',
      ]);
    });

    it('adds a URL once that one call has twice', async () => {
      const user = newUser();
      await storage().add(user, ['https://example.org/a', 'https://example.org/a']);
      expect(await storage().urlsOf(user)).to.deep.equal(['https://example.org/a']);
    });

    it('adds nothing where there is nothing to add', async () => {
      const user = newUser();
      await storage().add(user, []);
      expect(await storage().urlsOf(user)).to.deep.equal([]);
    });

    it('keeps the users apart', async () => {
      const [one, other] = [newUser(), newUser()];
      await storage().add(one, ['https://example.org/a']);
      expect(await storage().urlsOf(other)).to.deep.equal([]);
    });

    it('loses none of 100 additions at once', async () => {
      const user = newUser();
      const urls = Array.from({ length: 100 }, (_, index) => `https://example.org/${index}`);
      await Promise.all(urls.map((url) => storage().add(user, [url])));
      expect(await storage().urlsOf(user)).to.have.members(urls);
    });
  });
}

function newUser(): string {
  return `@${randomUUID()}:example.org`;
}
