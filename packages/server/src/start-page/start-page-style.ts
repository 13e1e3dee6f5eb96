/** The style of the page: light and dark, in two columns where there is room for them. */
export const startPageStyle = `
:root{color-scheme:light dark;
--page:#f4f6fb;--card:#ffffff;--edge:#dde3ee;--text:#10182b;--soft:#51607a;--accent:#3547d8;--tint:#eef0ff}
@media (prefers-color-scheme:dark){:root{
--page:#0b1020;--card:#141b2e;--edge:#27314a;--text:#eff3fb;--soft:#aab6cc;--accent:#a9b6ff;--tint:#1d2747}}
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;padding:clamp(1.25rem,4vw,3rem) 1rem;background:var(--page);color:var(--text);
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",sans-serif}
main{display:grid;gap:2.5rem;max-width:60rem;margin:0 auto}
main>*,.both>*{min-width:0}
h1{margin:0;font-size:1.75rem;line-height:1.2;letter-spacing:-.02em}
h2{margin:0;font-size:1.25rem;line-height:1.3;letter-spacing:-.011em}
h3{margin:0 0 .375rem;font-size:1rem}
p{margin:.375rem 0 0}
header p{max-width:42rem;font-size:1.0625rem}
.soft,header p{color:var(--soft)}
a{color:var(--accent)}
.both{display:grid;gap:2.5rem}
@media (min-width:52rem){.both{grid-template-columns:minmax(0,27rem) minmax(0,1fr)}.both .soft{min-height:3rem}}
threepid-verification{display:block;margin-top:1rem}
threepid-verification:not(:defined){min-height:29.5rem;padding:1.25rem;border:1px dashed var(--edge);border-radius:1rem}
ol{display:grid;gap:1.5rem;margin:1rem 0 0;padding:0;list-style:none}
#messages{gap:.75rem}
#messages:empty{display:none}
#messages li{padding:.875rem 1rem;background:var(--card);border:1px solid var(--edge);border-radius:1rem}
.head{display:flex;flex-wrap:wrap;gap:.25rem .75rem;align-items:baseline;justify-content:space-between}
.to{font-weight:600;font-variant-numeric:tabular-nums}
.at{color:var(--soft);font-size:.875rem}
.text{white-space:pre-wrap;overflow-wrap:anywhere}
.code{display:flex;flex-wrap:wrap;gap:.75rem;align-items:center;margin:.75rem 0 0;padding:.5rem .5rem .5rem 1rem;
background:var(--tint);border-radius:.75rem}
.code .value{flex:1;font:600 1.5rem/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;letter-spacing:.12em;
user-select:all}
#none{margin-top:1rem;padding:2.5rem 1.25rem;text-align:center;color:var(--soft);border:1px dashed var(--edge);
border-radius:1rem}
.block{position:relative;margin:.75rem 0 0;background:var(--card);border:1px solid var(--edge);border-radius:.75rem}
pre{margin:0;padding:.875rem 1rem;white-space:pre-wrap;overflow-wrap:anywhere;
font:.875rem/1.55 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.block button{display:block;margin:0 1rem .875rem}
@media (min-width:40rem){.block pre{padding-right:6.5rem}.block button{position:absolute;top:.625rem;right:.625rem;margin:0}}
#answer{margin-top:.5rem;background:var(--tint);border-radius:.75rem}
button{min-height:2.5rem;padding:0 1rem;border:0;border-radius:.625rem;background:var(--tint);
color:var(--accent);font:inherit;font-size:.9375rem;font-weight:600;cursor:pointer}
.code button{background:var(--card)}
button:focus-visible,a:focus-visible{outline:3px solid var(--text);outline-offset:2px}
[role=status]{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
`;
