import { expect } from 'chai';
import { bearerToken } from '../../../dist/http/caller/bearer-token.js';

function tokenOf(authorization: string | readonly string[] | undefined): string | undefined {
  const headers = authorization === undefined ? {} : { authorization };
  return bearerToken({
    method: 'GET',
    path: '/',
    query: '',
    headers,
    body: undefined,
    remoteAddress: undefined,
  });
}

describe('bearerToken', () => {
  it('reads the token, after one space or more and in any case of the scheme', () => {
    for (const header of ['Bearer a.token', 'bearer a.token', 'BEARER   a.token'])
      expect(tokenOf(header), header).to.equal('a.token');
    expect(tokenOf(`Bearer ${'x'.repeat(1_024)}`)).to.have.lengthOf(1_024);
  });

  it('finds none in anything else', () => {
    for (const header of [
      undefined,
      '',
      'Bearer',
      'Bearer ',
      'a.token',
      'Basic a.token',
      'NotBearer a.token',
      'Basic a, Bearer a.token',
      'Bearer a.token b',
      'Bearer a.tökën',
      `Bearer ${'x'.repeat(1_025)}`,
    ])
      expect(tokenOf(header), header).to.equal(undefined);
  });

  it('finds none if the header came more than once', () => {
    expect(tokenOf(['Bearer a', 'token'])).to.equal(undefined);
  });
});
