/**
 * The style of the verification page. Its colours are custom properties, defined once for light and once for dark; the
 * tests read them and compute their contrast (WCAG 2.2, 1.4.3 and 1.4.11).
 */
export const verificationStyle = `
:root{color-scheme:light dark;
--page:#f3f5f8;--card:#ffffff;--edge:#e1e6ed;--text:#14202e;--soft:#4c5a6b;
--good:#0b6b3c;--good-back:#dff5e8;--wait:#7a4b00;--wait-back:#fdf0d5;--bad:#a3182c;--bad-back:#fde4e7}
@media (prefers-color-scheme:dark){:root{
--page:#0e131a;--card:#171e28;--edge:#2a3442;--text:#eef2f7;--soft:#b1bdcb;
--good:#6fe0a3;--good-back:#12362a;--wait:#f5c66a;--wait-back:#3a2c0e;--bad:#ff9aa6;--bad-back:#43191f}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;min-height:100vh;min-height:100svh;display:grid;place-items:center;
padding:max(1.25rem,env(safe-area-inset-top)) max(1.25rem,env(safe-area-inset-right))
max(1.25rem,env(safe-area-inset-bottom)) max(1.25rem,env(safe-area-inset-left));
background:var(--page);color:var(--text);
font:1.0625rem/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",sans-serif}
main{width:100%;max-width:27rem;padding:2.75rem clamp(1.25rem,7vw,2rem) 2.5rem;text-align:center;
background:var(--card);border:1px solid var(--edge);border-radius:1.5rem;
box-shadow:0 1px 2px rgb(10 20 40/.05),0 12px 32px rgb(10 20 40/.07)}
svg{display:block;width:6.5rem;height:6.5rem;margin:0 auto 1.75rem;fill:none;
stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
circle{stroke-width:1.1}
[dir=rtl] .mirrored{transform:scaleX(-1)}
.good{color:var(--good)}.good circle{fill:var(--good-back)}
.wait{color:var(--wait)}.wait circle{fill:var(--wait-back)}
.bad{color:var(--bad)}.bad circle{fill:var(--bad-back)}
h1{margin:0 0 .75rem;font-size:1.5rem;line-height:1.3;font-weight:650;letter-spacing:-.011em;
text-wrap:balance;overflow-wrap:break-word}
:lang(ar) body{font-size:1.1875rem;line-height:1.75}
:lang(ar) h1,:lang(ja) h1{letter-spacing:normal}
:lang(ja){word-break:auto-phrase;line-break:strict}
p{margin:0;color:var(--soft);text-wrap:balance;overflow-wrap:break-word}
`;
