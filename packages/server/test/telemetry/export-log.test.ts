import { expect } from 'chai';
import { createLogger } from '../../dist/log/logger.js';
import { ExportLog } from '../../dist/telemetry/export-log.js';
import { SetClock } from '../test-server.js';

describe('the log of exports', () => {
  it('says once a minute that telemetry is not sent, and that it is sent again', () => {
    const lines: Record<string, unknown>[] = [];
    const logger = createLogger('trace', {
      write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>),
    });
    const clock = new SetClock();
    const log = new ExportLog('traces', logger, clock);
    const error = Object.assign(new Error('Unauthorized: api-key=secret'), { code: 401 });
    log.took({ isSent: true });
    for (const at of [0, 10_000, 59_999, 60_000, 61_000]) {
      clock.jump(at);
      log.took({ isSent: false, error });
    }
    log.took({ isSent: true });
    log.took({ isSent: true });
    expect(lines.map(({ msg, failures }) => [msg, failures])).to.deep.equal([
      ['telemetry could not be sent', 1],
      ['telemetry could not be sent', 4],
      ['telemetry is sent again', 5],
    ]);
    expect(lines[0]).to.include({ signal: 'traces' }).and.nested.property('err.code', 401);
    expect(JSON.stringify(lines)).to.not.include('secret');
  });
});
