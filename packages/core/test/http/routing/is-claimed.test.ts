import { isClaimed, type RouteClaim } from '@threepid/core';
import { expect } from 'chai';
import { createFramework } from '../../framework.js';

const claims: readonly RouteClaim[] = [
  { path: '/identity/*', methods: undefined },
  { path: '/ours', methods: undefined },
  { path: '/shared', methods: ['GET', 'HEAD'] },
];

describe('isClaimed', () => {
  it('is true for a path, with its methods alone if they are named', () => {
    for (const method of ['GET', 'POST', 'ODD']) expect(isClaimed(claims, '/ours', method)).to.equal(true);
    expect(isClaimed(claims, '/shared', 'HEAD')).to.equal(true);
    expect(isClaimed(claims, '/shared', 'POST')).to.equal(false);
  });

  it('is true for all paths below one that ends in /*', () => {
    for (const path of ['/identity/', '/identity/x', '/identity/x/y', '/identity/*'])
      expect(isClaimed(claims, path, 'PUT'), path).to.equal(true);
  });

  it('is false for every other path', () => {
    for (const path of [
      '/',
      '',
      '/identity',
      '/identityx',
      '/x/identity/',
      '/ours/',
      '/ours/x',
      '/our',
      '/shared/*',
    ])
      expect(isClaimed(claims, path, 'GET'), path).to.equal(false);
    expect(isClaimed([], '/ours', 'GET')).to.equal(false);
  });

  it('is true for what a framework answers', () => {
    const { claims } = createFramework().threepid;
    expect(isClaimed(claims, '/_matrix/identity/versions', 'GET')).to.equal(true);
    expect(isClaimed(claims, '/_matrix/client/versions', 'GET')).to.equal(false);
  });
});
