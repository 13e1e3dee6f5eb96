import { expect } from 'chai';
import { accountsFramework } from '../../accounts-framework.js';
import { call, createFramework } from '../../framework.js';

const path = '/_matrix/identity/versions';
const ofV2 =
  'r0.2.0 r0.2.1 r0.3.0 v1.1 v1.2 v1.3 v1.4 v1.5 v1.6 v1.7 v1.8 v1.9 v1.10 v1.11 v1.12 v1.13 v1.14 v1.15 v1.16 v1.17 v1.18'.split(
    ' ',
  );

describe('GET versions', () => {
  it('names the versions of the specification by the editions that are there', async () => {
    const off = { identityV1: { access: 'off' } } as const;
    for (const [framework, versions] of [
      [createFramework(), ['r0.1.0']],
      [accountsFramework(), ['r0.1.0', ...ofV2]],
      [accountsFramework(off), ofV2],
      [createFramework(off), []],
    ] as const)
      expect((await call(framework, 'GET', path)).json()).to.deep.equal({ versions });
  });

  it('answers HEAD too', async () => {
    const { status, body } = await call(createFramework(), 'HEAD', path);
    expect([status, body]).to.deep.equal([200, '']);
  });
});
