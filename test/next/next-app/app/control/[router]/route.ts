import { performControl } from '@threepid/contract-tests';
import { frameworks } from '../../../lib/contract';

/** Gives the contract control of the app's clock and access to its messages. */
export async function POST(
  request: Request,
  { params }: { params: Promise<{ router: string }> },
): Promise<Response> {
  const { router } = await params;
  const { control } = router === 'app' ? frameworks.app : frameworks.pages;
  return Response.json(await performControl(control, await request.json()));
}
