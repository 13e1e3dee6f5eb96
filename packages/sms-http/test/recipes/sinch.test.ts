import { startSinchPeer } from '@threepid/contract-tests/peers';
import { recipeContract } from '../recipe-contract.js';

const account = { servicePlanId: 'c0ffee0123456789', apiToken: 'sinch-api-token-0f1e2d' };

recipeContract('sinch', {
  startPeer: () => startSinchPeer(account),
  settings: { ...account, region: 'eu', from: '+12065550100' },
  log: "answered 403, code illegal_number_type: +44********56 can't get [text]",
});
