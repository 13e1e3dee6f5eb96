/**
 * The script of the page: it shows messages as they arrive, copies text, and asks the server about the number that was
 * verified on the page.
 */
export const startPageScript = `
const list = document.querySelector('#messages');
const template = document.querySelector('template');
const base = document.querySelector('main').dataset.base;
const most = 3;
const say = (text) => { document.querySelector('[role=status]').textContent = text; };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function itemOf({ to, at, text, code }) {
  const item = template.content.cloneNode(true);
  const field = (name) => item.querySelector('.' + name);
  field('to').textContent = to;
  field('at').textContent = new Date(at).toLocaleTimeString();
  field('text').textContent = text;
  if (code === undefined) field('code').remove();
  else field('value').textContent = code;
  return item;
}

function show(messages, after) {
  const fresh = messages.filter(({ id }) => id > after);
  if (after === 0) list.replaceChildren();
  list.prepend(...fresh.slice(0, most).map(itemOf));
  while (list.children.length > most) list.lastElementChild.remove();
  document.querySelector('#none').hidden = list.children.length > 0;
  if (after > 0 || fresh.length === 1) say(fresh.length > 0 ? 'New message.' : '');
}

async function watch() {
  let after = 0;
  for (let query = ''; ; query = '?after=' + after) {
    try {
      const answer = await fetch('/_threepid/inbox/messages' + query, { cache: 'no-store' });
      if (!answer.ok) throw new Error(String(answer.status));
      const { messages } = await answer.json();
      show(messages, after);
      after = messages[0]?.id ?? after;
    } catch {
      // A server that was started again counts from 1 again.
      after = 0;
      await pause(2000);
    }
  }
}

document.addEventListener('click', async ({ target }) => {
  const button = target.closest('button[data-copy]');
  if (!button) return;
  const source = button.parentElement.querySelector('.value');
  getSelection().selectAllChildren(source);
  // Missing at addresses that are neither https nor this machine's.
  if (navigator.clipboard) await navigator.clipboard.writeText(source.textContent);
  else document.execCommand('copy');
  button.textContent = 'Copied';
  say('Copied.');
});

document.addEventListener('threepid-verified', async ({ detail }) => {
  const { sid, clientSecret } = detail;
  for (const place of document.querySelectorAll('[data-fill]')) place.textContent = detail[place.dataset.fill];
  const query = new URLSearchParams({ sid, client_secret: clientSecret });
  const answer = await fetch(base + '/_matrix/identity/api/v1/3pid/getValidated3pid?' + query);
  const shown = document.querySelector('#answer');
  shown.textContent = JSON.stringify(await answer.json());
  shown.hidden = false;
});

watch();
`;
