import type { SenderModule } from 'threepid';
import { GatewaySmsSender } from './gateway-sms-sender.js';

/** For the standalone server: `THREEPID_SMS=./examples/custom-provider/dist/sender-module.js`. */
const makeSender: SenderModule = ({ environment }) => {
  const { GATEWAY_URL: url = '', GATEWAY_TOKEN: token = '' } = environment;
  if (url === '' || token === '') throw new Error('set GATEWAY_URL and GATEWAY_TOKEN');
  return new GatewaySmsSender(url, token);
};

export default makeSender;
