import type { SessionStorage } from '@threepid/core';
import { expect } from 'chai';
import { callStorage } from './session-call.js';
import { SessionStorageAround } from './session-storage-around.js';

/** Asks two storages the same and fails where their answers differ. Answers what the first did. */
export class ComparedStorage extends SessionStorageAround {
  constructor(tested: SessionStorage, model: SessionStorage) {
    super(tested, async (call, make) => {
      const actual = await make();
      expect(actual, `what ${call.to} answers`).to.deep.equal(await callStorage(model, call));
      return actual;
    });
  }
}
