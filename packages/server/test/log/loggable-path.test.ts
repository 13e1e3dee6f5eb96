import { expect } from 'chai';
import { loggablePath } from '../../dist/log/loggable-path.js';

describe('the path of a request in the log', () => {
  const call = '/_matrix/identity/versions';
  for (const fence of ['', '/hard-to-guess', '/_matrix/hard-to-guess', '/health/hard-to-guess'])
    it(`is without the fence '${fence}'`, () => {
      expect(loggablePath(`${fence}${call}?sid=x`)).to.equal(call);
    });

  for (const [path, shown] of [
    ['/_matrix/447400123456', '/_matrix/*'],
    ['/_matrix/44-740-012-345-6/x', '/_matrix/*/x'],
    ['/_matrix/44.740.012.345', '/_matrix/*'],
    ['/_matrix/identity/api/v1/3pid/getValidated3pid', '/_matrix/identity/api/v1/3pid/getValidated3pid'],
  ] as const)
    it(`has no number, however it is written: ${path}`, () => {
      expect(loggablePath(path)).to.equal(shown);
    });
});
