import { startBrevoPeer } from '@threepid/contract-tests/peers';
import { recipeContract } from '../recipe-contract.js';

const apiKey = 'xkeysib-0f1e2d3c4b5a';

recipeContract('brevo', {
  startPeer: () => startBrevoPeer(apiKey),
  settings: { apiKey, from: 'Example' },
  log: 'answered 400, code invalid_parameter: Invalid telephone number: +44********56, [text]',
});
