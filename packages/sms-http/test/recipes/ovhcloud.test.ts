import { startOvhcloudPeer } from '@threepid/contract-tests/peers';
import { recipeContract } from '../recipe-contract.js';

const account = {
  applicationKey: '0123456789abcdef',
  applicationSecret: 'ovh-application-secret-0f1e2d',
  consumerKey: 'ovh-consumer-key-3c4b5a',
  serviceName: 'sms-ab12345-1',
};

recipeContract('ovhcloud', {
  startPeer: () => startOvhcloudPeer(account),
  settings: { ...account, from: 'Example' },
  log: 'answered 200',
});
