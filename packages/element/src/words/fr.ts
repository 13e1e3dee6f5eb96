export { fr as words } from '@threepid/react/words/fr';
