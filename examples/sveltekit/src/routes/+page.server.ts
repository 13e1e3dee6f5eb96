import { fail, type Actions, type ServerLoad } from '@sveltejs/kit';
import { MatrixError } from '@threepid/core';
import { accounts, signIns, threepid } from '$lib/server/threepid';

export const load: ServerLoad = async ({ cookies }) => {
  const userId = signIns.userOf(cookies.get('session'));
  const threePids = userId === undefined ? [] : await accounts.threePidsOf(userId);
  return { userId, phoneNumbers: threePids.map(({ address }) => `+${address}`) };
};

export const actions: Actions = {
  signIn: async ({ request, cookies, url }) => {
    const user = textOf(await request.formData(), 'user');
    const options = { path: '/', secure: url.protocol === 'https:' };
    cookies.set('session', signIns.signIn(`@${user}:example.org`), options);
  },

  /** The page only names a session. The cookie says who is asking, and threepid says which number was verified, once. */
  addPhoneNumber: async ({ request, cookies }) => {
    const userId = signIns.userOf(cookies.get('session'));
    if (userId === undefined) return fail(401, { problem: 'Sign in first.' });
    const form = await request.formData();
    const session = {
      sid: textOf(form, 'phone_sid'),
      clientSecret: textOf(form, 'phone_client_secret'),
    };
    try {
      await threepid.addThreePid({ userId, ...session });
    } catch (error) {
      if (error instanceof MatrixError) return fail(error.status, { problem: error.message });
      throw error;
    }
    return { added: true };
  },
};

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === 'string' ? value : '';
}
