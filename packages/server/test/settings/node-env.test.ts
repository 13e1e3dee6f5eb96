import { expect } from 'chai';
import { settingErrors } from '../setting-errors.js';

describe('NODE_ENV', () => {
  for (const value of ['prod', 'Production', 'production ', 'prodcution', 'production-eu'])
    it(`stops the start if it is '${value}', which would start a server for development`, async () => {
      expect(await settingErrors({ NODE_ENV: value })).to.deep.equal([
        'NODE_ENV: only production, written like this, is production; did you mean production?',
      ]);
    });

  it('may be anything else', async () => {
    for (const value of ['', 'development', 'test', 'staging'])
      expect(await settingErrors({ NODE_ENV: value })).to.deep.equal([]);
  });
});
