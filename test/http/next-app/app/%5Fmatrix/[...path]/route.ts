import { toRouteHandlers } from '@threepid/next';
import { frameworks } from '../../../lib/contract';

export const { GET, POST, PUT, DELETE, PATCH, HEAD, OPTIONS } = toRouteHandlers(frameworks.app.threepid);
