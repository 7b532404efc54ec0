/** How the page of conversations looks: in light and dark, on paper, and where it is narrow. */
export const PAGE_STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#ffffff, #1a1b1e);
  --sunken: light-dark(#f6f6f7, #141517);
  --line: light-dark(#e1e2e6, #303238);
  --text: light-dark(#17181b, #ececee);
  --muted: light-dark(#55585f, #acafb7);
  --client: light-dark(#1a56b8, #87b2ff);
  --server: light-dark(#08704f, #64d0a4);
  --event: light-dark(#6243ad, #bba7fa);
  --warning: light-dark(#855000, #f0bc5c);
  --error: light-dark(#b1231b, #ff9a8e);
}
* { box-sizing: border-box; margin: 0; }
body {
  padding: 2rem 1.25rem 4rem;
  background: var(--ground);
  color: var(--text);
  font: 0.9375rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif;
}
main { max-width: 64rem; margin: 0 auto; }
h1 { font-size: 1.375rem; line-height: 1.3; }
h2 { font-size: 1.0625rem; }
section { margin-top: 2rem; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
h2, dl { padding: 0 1rem; background: var(--sunken); }
h2 { padding-top: 0.75rem; }
dl { display: flex; flex-wrap: wrap; gap: 0.25rem 2rem; padding-block: 0.375rem 0.75rem; border-bottom: 1px solid var(--line); }
dl div { min-width: 0; }
dt { color: var(--muted); font-size: 0.8125rem; }
dd { overflow-wrap: anywhere; }
ol { padding: 0.5rem 0; list-style: none; }
li { display: flex; align-items: baseline; gap: 0.75rem; padding: 0.0625rem 1rem; }
time { flex: none; width: 4.5em; color: var(--muted); font-size: 0.8125rem; font-variant-numeric: tabular-nums; text-align: right; }
b, code { font: 0.875rem/1.5 ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace; }
b { flex: none; font-weight: 600; }
code { min-width: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.client b { color: var(--client); }
.server b { color: var(--server); }
.content code, .opaque code { color: var(--muted); }
.event p { color: var(--event); overflow-wrap: anywhere; }
.mark { flex: none; padding: 0 0.375rem; border: 1px solid var(--line); border-radius: 5px; color: var(--muted); font-size: 0.75rem; font-style: normal; }
.finding p { margin: 0.125rem 0 0.375rem 4.7em; padding-left: 0.75rem; border-left: 3px solid currentColor; overflow-wrap: anywhere; }
.finding.note { color: var(--muted); }
.finding.warning { color: var(--warning); }
.finding.error { color: var(--error); }
cite { font-style: normal; white-space: nowrap; }
cite::before { content: '· '; }
.hidden { border: 1px solid var(--line); border-radius: 3px; color: var(--event); }
@media (max-width: 40rem) {
  body { padding: 1rem 0.5rem 2rem; }
  li { padding-inline: 0.5rem; gap: 0.5rem; }
  time { display: none; }
  .finding p { margin-left: 0; }
}
@media print {
  section { border: 0; overflow: visible; }
  li { break-inside: avoid; }
}
`;
