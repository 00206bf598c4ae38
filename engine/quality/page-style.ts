/** Style of a page of its own in the two themes of the workbench, chosen by the reader's system. */
export const pageStyle = `
:root{color-scheme:light dark;--background:#f3f5f8;--panel:#fff;--line:#e1e6ec;--text:#17202b;--muted:#4a5766;--accent:#115bc0;--ok:#0f7a4f;--bad:#c02a2a;--wash-ok:#0f7a4f12;--wash-bad:#c02a2a12;--bar:#c02a2a;--track:#e3e9f0}
@media (prefers-color-scheme:dark){:root{--background:#0f1216;--panel:#171c22;--line:#2a323c;--text:#e6eaf0;--muted:#a9b4c1;--accent:#7ab6ff;--ok:#3fc08a;--bad:#ff7a7a;--wash-ok:#3fc08a1f;--wash-bad:#ff7a7a1f;--bar:#ff7a7a;--track:#2a343f}}
*{box-sizing:border-box}
body{margin:0 auto;padding:24px;max-width:1040px;font:400 13px/18px 'Inter Variable','Segoe UI',system-ui,sans-serif;font-variant-numeric:tabular-nums;color:var(--text);background:var(--background)}
.mono{font-family:'JetBrains Mono Variable',ui-monospace,'SFMono-Regular',monospace;overflow-wrap:anywhere}
h1{margin:4px 0 16px;font-size:20px;line-height:28px;font-weight:600}
h1.ok{color:var(--ok)}h1.bad{color:var(--bad)}
h2{margin:24px 0 8px;font-size:14px;font-weight:600;overflow-wrap:anywhere}
h3{margin:0;font-size:13px;font-weight:500;overflow-wrap:anywhere}
p{margin:4px 0}.what,.type,dt,caption{color:var(--muted)}.type{font-size:11px}
.figures{display:flex;flex-wrap:wrap;gap:8px;margin:0}
.figures div{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:8px 12px}
dd{margin:0;font-weight:600}
nav ul,.cards{list-style:none;margin:0;padding:0}
nav ul{display:flex;flex-wrap:wrap;gap:4px 16px;margin-top:16px}
a{color:var(--accent)}a:focus-visible{outline:2px solid var(--accent);outline-offset:2px}
.card{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:12px;margin-bottom:8px}
.tag{display:inline-block;border-radius:4px;padding:0 6px;font-size:12px;font-weight:500}
.tag.ok{color:var(--ok);background:var(--wash-ok)}.tag.bad{color:var(--bad);background:var(--wash-bad)}
.trouble{color:var(--bad)}
.bar{height:4px;border-radius:2px;background:var(--track);margin:4px 0;max-width:320px;overflow:hidden}.bar div{height:100%;background:var(--bar)}
table{border-collapse:collapse;margin-top:8px}caption{text-align:left;white-space:nowrap}
th,td{text-align:left;padding:2px 16px 2px 0;border-bottom:1px solid var(--line);font-weight:400}
th{color:var(--muted);font-weight:500}.number{text-align:right}
@media print{body{background:#fff}.card{break-inside:avoid}}
`;
