export { ar as words } from '@threepid/react/words/ar';
