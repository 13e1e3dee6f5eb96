import type { ThreepidOptions } from '@threepid/core';
import { expect } from 'chai';
import { indexSecretOf } from '../../dist/options/secret.js';
import { recordingLogger, type LogLine } from '../framework.js';

describe('the secret that keys the counts', () => {
  const found = (secret: string | readonly string[], others: Pick<ThreepidOptions, 'indexSecret'> = {}) => {
    const log: LogLine[] = [];
    return [indexSecretOf({ secret, ...others }, recordingLogger(log)), log.length];
  };

  it('is the last one, with a warning that it will change if there are several', () => {
    expect(found('a')).to.deep.equal(['a', 0]);
    expect(found(['a'])).to.deep.equal(['a', 0]);
    expect(found(['b', 'a'])).to.deep.equal(['a', 1]);
  });

  it('is the one that is set', () => {
    expect(found(['b', 'a'], { indexSecret: 'a secret of its own' })).to.deep.equal([
      'a secret of its own',
      0,
    ]);
  });
});
