import { toApiHandler } from '@threepid/next';
import { threepid } from '../../../lib/threepid-of-pages';

export const config = { api: { bodyParser: false } };

export default toApiHandler(threepid, { prefix: '/pages' });
