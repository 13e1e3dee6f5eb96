export { de as words } from '@threepid/react/words/de';
