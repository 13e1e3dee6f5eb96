import { startTelnyxPeer } from '@threepid/contract-tests/peers';
import { recipeContract } from '../recipe-contract.js';

const account = { apiKey: 'KEY0123456789ABCDEF_telnyx' };

recipeContract('telnyx', {
  startPeer: () => startTelnyxPeer(account),
  settings: { ...account, from: '+12065550100' },
  log: 'answered 409, code 40300: "[text]" cannot be sent to +44********56 due to a block rule.',
});
