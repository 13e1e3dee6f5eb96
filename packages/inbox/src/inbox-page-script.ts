/**
 * What the page does by itself: it waits for messages and shows them, and copies a code. The page is whole without it;
 * a browser without scripts loads it again every few seconds.
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
  say('A message came in.');
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
  // Not there at an address that is neither https nor this machine's.
  if (navigator.clipboard) await navigator.clipboard.writeText(output.textContent);
  else document.execCommand('copy');
  button.textContent = 'Copied';
  say('The code is copied.');
});

tellTimes();
watch();
`;
