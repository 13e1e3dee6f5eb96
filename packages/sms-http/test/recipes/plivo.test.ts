import { startPlivoPeer } from '@threepid/contract-tests/peers';
import { recipeContract } from '../recipe-contract.js';

const account = { authId: 'MAXXXXXXXXXXXXXXXXXX', authToken: 'plivo-auth-token-0f1e2d' };

recipeContract('plivo', {
  startPeer: () => startPlivoPeer(account),
  settings: { ...account, from: '+12065550100' },
  log: 'answered 403: no geo permission for +44********56: [text]',
});
