export { es as words } from '@threepid/react/words/es';
