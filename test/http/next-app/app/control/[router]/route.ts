import { performControl } from '@threepid/contract-tests';
import { frameworks } from '../../../lib/contract';

/** Reaches behind the app for the contract: sets its clock, reads its messages. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ router: 'app' | 'pages' }> },
): Promise<Response> {
  const { router } = await params;
  return Response.json(await performControl(frameworks[router].control, await request.json()));
}
