import { performControl } from '@threepid/contract-tests';
import { frameworks } from '../../../lib/contract';

/** Reaches behind the app for the contract: sets its clock, reads its messages. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ router: string }> },
): Promise<Response> {
  const { router } = await params;
  const { control } = router === 'app' ? frameworks.app : frameworks.pages;
  return Response.json(await performControl(control, await request.json()));
}
