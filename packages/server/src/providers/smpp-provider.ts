import { oneOf } from '../settings/parsers/one-of.js';
import { neededText, text } from '../settings/parsers/text.js';
import { wholeNumber } from '../settings/parsers/whole-number.js';
import { defineProvider } from './define-provider.js';

const settings = {
  host: { name: 'SMPP_HOST', fallback: '', help: "The SMSC's host.", parse: neededText("the SMSC's host") },
  port: { name: 'SMPP_PORT', fallback: '2775', help: "The SMSC's port.", parse: wholeNumber(1, 65_535) },
  tls: { name: 'SMPP_TLS', fallback: 'off', help: 'on or off.', parse: oneOf('on', 'off') },
  systemId: { name: 'SMPP_SYSTEM_ID', fallback: '', help: 'Who binds.', parse: neededText('who binds') },
  password: {
    name: 'SMPP_PASSWORD',
    secret: true,
    fallback: '',
    help: 'The password of the bind.',
    parse: text,
  },
  systemType: { name: 'SMPP_SYSTEM_TYPE', fallback: '', help: 'If the SMSC asks for one.', parse: text },
  source: {
    name: 'SMPP_SOURCE',
    fallback: '',
    help: 'The number, short code or name that messages come from.',
    parse: text,
  },
  receipts: {
    name: 'SMPP_RECEIPTS',
    fallback: 'on',
    help: 'on or off: asks for a delivery receipt of each message, for the log.',
    parse: oneOf('on', 'off'),
  },
};

/** An SMSC, by SMPP. */
export const smppProvider = defineProvider({
  name: 'smpp',
  settings,
  valid: {
    host: '127.0.0.1',
    port: 2775,
    tls: 'off',
    systemId: 'threepid',
    password: '',
    systemType: '',
    source: '',
    receipts: 'on',
  },
  checks: [['source']],
  open: async ({ tls, receipts, ...options }, logger) => {
    const { SmppSmsSender } = await import('@threepid/sms-smpp');
    const registeredDelivery = receipts === 'on' ? 'final' : 'none';
    const sender = new SmppSmsSender({ ...options, tls: tls === 'on', registeredDelivery, logger });
    return { sender, close: () => sender.close() };
  },
});
