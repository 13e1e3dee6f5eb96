import { toApiHandler } from '@threepid/next';
import { frameworks } from '../../../lib/contract';

// Without `config`, Next's body parser reads the body first.
export default toApiHandler(frameworks.pages.threepid, { prefix: '/api/parsed' });
