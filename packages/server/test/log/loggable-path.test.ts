import { expect } from 'chai';
import { loggablePath } from '../../dist/log/loggable-path.js';

describe('the path of a request in the log', () => {
  const call = '/_matrix/identity/versions';
  for (const fence of ['', '/hard-to-guess', '/_matrix/hard-to-guess', '/health/hard-to-guess'])
    it(`is without the fence '${fence}'`, () => {
      expect(loggablePath(`${fence}${call}?sid=x`)).to.equal(call);
    });
});
