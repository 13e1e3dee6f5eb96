export { ja as words } from '@threepid/react/words/ja';
