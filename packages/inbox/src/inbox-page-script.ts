/**
 * The script of the page: it waits for messages, shows them, and copies codes. The page also works without it: a
 * browser without scripts reloads it every few seconds.
 */
export const inboxScript = `
const list = () => document.querySelector('#messages');
const say = (text) => { document.querySelector('[role=status]').textContent = text; };
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function show() {
  const page = await (await fetch('', { cache: 'no-store' })).text();
  const fresh = new DOMParser().parseFromString(page, 'text/html').querySelector('#messages');
  const focused = document.activeElement && document.activeElement.id;
  list().replaceWith(document.adoptNode(fresh));
  tellTimes();
  if (focused) document.getElementById(focused)?.focus();
  say('New message received.');
}

async function watch() {
  for (;;) {
    try {
      const after = list().dataset.last;
      const answer = await fetch('inbox/messages?after=' + after, { cache: 'no-store' });
      if (!answer.ok) throw new Error(String(answer.status));
      const [newest] = (await answer.json()).messages;
      if (newest && String(newest.id) !== after) await show();
    } catch {
      await pause(2000);
    }
  }
}

function tellTimes() {
  for (const time of document.querySelectorAll('time')) {
    time.textContent = new Date(time.dateTime).toLocaleTimeString();
  }
}

document.addEventListener('click', async ({ target }) => {
  const button = target.closest('button');
  if (!button) return;
  const output = document.getElementById(button.getAttribute('aria-describedby'));
  getSelection().selectAllChildren(output);
  // Missing at addresses that are neither https nor this machine's.
  if (navigator.clipboard) await navigator.clipboard.writeText(output.textContent);
  else document.execCommand('copy');
  button.textContent = 'Copied';
  say('Code copied.');
});

tellTimes();
watch();
`;
