import { toRouteHandlers } from '@threepid/next';
import { threepid } from '../../../lib/threepid';

export const { GET, POST, PUT, DELETE, PATCH, HEAD, OPTIONS } = toRouteHandlers(threepid);
