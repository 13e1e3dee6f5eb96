import { expect } from 'chai';
import { readSettings } from 'threepid';
import { limitNames, limits, limitsOptionOf, limitsText } from '../../dist/settings/parsers/limits.js';
import { settingErrors } from '../setting-errors.js';

const hour = 3_600_000;

describe('THREEPID_LIMITS', () => {
  it('takes numbers in a time, several of a kind, and none', () => {
    expect(
      limits('perNumber=5/10m+20/24h, perAddress=20/h, deliveries.perBlock=40/1d,perSite=off'),
    ).to.deep.equal({
      perNumber: [
        { messages: 5, windowMs: 600_000 },
        { messages: 20, windowMs: 24 * hour },
      ],
      perAddress: [{ messages: 20, windowMs: hour }],
      perSite: [],
      deliveries: { perBlock: [{ messages: 40, windowMs: 24 * hour }] },
    });
    expect(limitsOptionOf('on')).to.deep.equal({});
    expect(limitsOptionOf('off')).to.deep.equal({ limits: false });
  });

  it('takes every limit there is, and is shown as it was written', async () => {
    const text = limitNames.map((name) => `${name}=5/10m+20/24h`).join();
    const settings = await readSettings({ THREEPID_LIMITS: text });
    expect(limitsText(settings.limits)).to.equal(text.replaceAll('=', ' ').replaceAll(',', ', '));
    expect(settings.guard).to.equal('enforce');
    expect(limitsText(limits('perNumber=1/1d+1/7d+3/90s+2/1m,perSite=off'))).to.equal(
      'perNumber 1/24h+1/7d+3/90s+2/1m, perSite off',
    );
  });

  const wrong = {
    'perNumer=5/10m': /did you mean perNumber\?/,
    'perNumber=5': /perNumber as a number of 1 or more in a time/,
    'perNumber=5/0m': /perNumber as a number of 1 or more in a time/,
    'perNumber=0/10m': /perNumber as a number of 1 or more in a time.*or as off/,
    'perNumber=5/10m 20/24h': /perNumber as a number of 1 or more in a time/,
    'perNumber=5/10m=20/24h': /must be on, off or a list such as/,
    ',': /must be on, off or a list such as/,
    perNumber: /must be on, off or a list such as/,
    'perNumber=1/m,perNumber=2/m': /only once/,
  };
  for (const [text, error] of Object.entries(wrong))
    it(`says what to write instead of ${text}`, async () => {
      const errors = await settingErrors({ THREEPID_LIMITS: text });
      expect(errors).to.have.length(1);
      expect(errors[0])
        .to.match(error)
        .and.match(/^THREEPID_LIMITS: /);
    });
});
