import { expect } from 'chai';
import { MatrixError } from '../../dist/errors/matrix-error.js';
import { orUnavailable } from '../../dist/errors/or-unavailable.js';

describe('something that may fail on our side', () => {
  it('answers what it answers, now or later', async () => {
    expect(await orUnavailable(() => 'now', 'Not now')).to.equal('now');
    expect(await orUnavailable(() => Promise.resolve('later'), 'Not now')).to.equal('later');
  });

  for (const [how, ask] of [
    ['rejects', (cause: Error) => Promise.reject(cause)],
    [
      'throws',
      (cause: Error) => {
        throw cause;
      },
    ],
  ] as const) {
    it(`is M_UNKNOWN 503 if it ${how}, with the cause for the log alone`, async () => {
      const cause = new Error('why');
      const error: unknown = await orUnavailable(() => ask(cause), 'Not now').catch(
        (thrown: unknown) => thrown,
      );
      expect(error).to.be.instanceOf(MatrixError);
      expect(error).to.include({ errcode: 'M_UNKNOWN', status: 503, message: 'Not now', cause });
    });
  }

  it('is 502 for another server, also if that throws an error that clients are told', async () => {
    const cause = new MatrixError('M_FORBIDDEN', 'of another server');
    const error: unknown = await orUnavailable(() => Promise.reject(cause), 'No answer', 502).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).to.include({ errcode: 'M_UNKNOWN', status: 502, message: 'No answer', cause });
  });
});
