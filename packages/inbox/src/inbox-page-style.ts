/** The style of the inbox: light and dark, and readable on a phone. */
export const inboxStyle = `
:root{color-scheme:light dark;
--page:#f3f5f8;--card:#ffffff;--edge:#dfe5ec;--text:#14202e;--soft:#4c5a6b;--accent:#0b57d0;--on-accent:#ffffff;
--code-back:#eef3fc;--bad:#a3182c;--bad-back:#fde4e7}
@media (prefers-color-scheme:dark){:root{
--page:#0e131a;--card:#171e28;--edge:#2a3442;--text:#eef2f7;--soft:#b1bdcb;--accent:#a8c7fa;--on-accent:#062e6f;
--code-back:#101b2e;--bad:#ff9aa6;--bad-back:#43191f}}
*{box-sizing:border-box}
body{margin:0;padding:clamp(1rem,4vw,2.5rem) 1rem;background:var(--page);color:var(--text);
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",sans-serif}
main{max-width:40rem;margin:0 auto}
header{margin:0 .25rem 1.25rem}
h1{margin:0;font-size:1.375rem;letter-spacing:-.011em}
header p{margin:.25rem 0 0;color:var(--soft)}
ol{display:grid;gap:.875rem;margin:0;padding:0;list-style:none}
li{padding:1rem 1.125rem;background:var(--card);border:1px solid var(--edge);border-radius:1rem}
.head{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:baseline;justify-content:space-between}
h2{margin:0;font-size:1rem;font-variant-numeric:tabular-nums}
time,.soft{color:var(--soft);font-size:.875rem}
.text{margin:.5rem 0 0;white-space:pre-wrap;overflow-wrap:anywhere}
.code{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;margin:.875rem 0 0;padding:.5rem .5rem .5rem 1rem;
background:var(--code-back);border-radius:.75rem}
output{flex:1;font:600 1.625rem/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;letter-spacing:.12em;
user-select:all}
button{min-height:2.75rem;padding:0 1.125rem;border:0;border-radius:.625rem;background:var(--accent);
color:var(--on-accent);font:inherit;font-weight:600;cursor:pointer}
button:focus-visible{outline:3px solid var(--text);outline-offset:2px}
.bad{display:inline-block;margin:.5rem 0 0;padding:.0625rem .625rem;border-radius:1rem;background:var(--bad-back);
color:var(--bad);font-size:.875rem;font-weight:600}
.empty{padding:2.5rem 1.25rem;text-align:center;color:var(--soft);border:1px dashed var(--edge);border-radius:1rem}
[role=status]{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
`;
