export { pt as words } from '@threepid/react/words/pt';
