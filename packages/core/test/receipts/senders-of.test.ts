import { expect } from 'chai';
import { sendersOf } from '../../dist/receipts/senders-of.js';
import { RecordingSmsSender } from '../framework.js';

describe('the senders of the options', () => {
  const [sms, voice] = [new RecordingSmsSender(), new RecordingSmsSender()];

  it('are those that are given, each once', () => {
    expect(sendersOf({ sms })).to.deep.equal([sms]);
    expect(sendersOf({ sms, testSms: sms, channels: { voice, whatsapp: voice } })).to.deep.equal([
      sms,
      voice,
    ]);
  });
});
