import { startClickatellPeer } from '@threepid/contract-tests/peers';
import { recipeContract } from '../recipe-contract.js';

const apiKey = 'clickatell-key-0f1e2d==';

recipeContract('clickatell', {
  startPeer: () => startClickatellPeer(apiKey),
  settings: { apiKey },
  log: 'answered 400, code 26: Recipient opted out: +44********56, [text]',
});
