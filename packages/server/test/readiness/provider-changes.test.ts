import { expect } from 'chai';
import { ProviderChanges } from '../../dist/readiness/provider-changes.js';
import type { ProviderState } from '../../dist/readiness/provider-state.js';

describe('the log of providers', () => {
  it('has each outage and its end once, and nothing else', () => {
    const lines: unknown[] = [];
    const line = (fields: unknown, message?: string) => void lines.push([fields, message]);
    const changes = new ProviderChanges({ info: line, warn: line });
    const states: readonly ProviderState['state'][] = [
      'unknown',
      'ok',
      'failing',
      'failing',
      'unknown',
      'ok',
    ];
    for (const state of states) changes.see([{ name: 'sns', channel: 'sms', state }]);
    changes.see([{ name: 'other', channel: 'voice', state: 'failing' }]);
    expect(lines).to.deep.equal([
      [{ provider: 'sns', channel: 'sms' }, 'a provider fails'],
      [{ provider: 'sns', channel: 'sms' }, 'a provider works again'],
      [{ provider: 'other', channel: 'voice' }, 'a provider fails'],
    ]);
  });
});
