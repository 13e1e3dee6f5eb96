import { toApiHandler } from '@threepid/next';
import { frameworks } from '../../../lib/contract';

export const config = { api: { bodyParser: false } };

export default toApiHandler(frameworks.pages.threepid, { prefix: '/pages' });
