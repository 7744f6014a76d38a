// The report's style sheet: one page for light, dark, a phone and paper. Nothing is fetched; every colour has one name.

export const STYLE = `
:root{color-scheme:light dark;--paper:#fdfdfb;--card:#f4f5f2;--ink:#1d2329;--soft:#5a636c;--line:#d9dcd6;--dim:#8b949c;
--good:#0a7a53;--bad:#c8401a;--busy:#946200;--fault:#b3123f;--link:#0b5f9e;
--c1:#0b6cb0;--c2:#c25a00;--c3:#0a8060;--c4:#8a4fa3;--c5:#a88200;--c6:#2f93c8;--c7:#b8476e;--c8:#5d6b2f}
@media (prefers-color-scheme:dark){:root{--paper:#14181c;--card:#1d2328;--ink:#e6e9ec;--soft:#a4aeb7;--line:#343c43;--dim:#7d8891;
--good:#4cc595;--bad:#ff8562;--busy:#e5b454;--fault:#ff6f91;--link:#7cc0f5;
--c1:#5fb2f0;--c2:#f29a4a;--c3:#45c69f;--c4:#c595dd;--c5:#dcc04f;--c6:#8fd0f2;--c7:#f08fb0;--c8:#b3c277}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;overflow-wrap:break-word}
main,header,footer{max-width:960px;margin:0 auto;padding:0 20px}
header{padding-top:40px}
h1{font-size:2rem;line-height:1.2;margin:0 0 .3em}
h2{font-size:1.55rem;line-height:1.25;margin:0 0 .2em}
h3{font-size:1.2rem;margin:1.8em 0 .6em}
h4{font-size:.82rem;margin:0 0 .7em;text-transform:uppercase;letter-spacing:.07em;color:var(--soft)}
p{margin:.5em 0}
a{color:var(--link)}
article,#matrix{border-top:2px solid var(--ink);margin-top:56px;padding-top:20px}
code,.mono{font:.86em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.soft{color:var(--soft)}
.whole{white-space:nowrap}
.beside{display:grid;grid-template-columns:1fr 1fr;gap:16px;align-items:start}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:16px 18px;min-width:0}
.card>:last-child{margin-bottom:0}
.beside.alone{grid-template-columns:minmax(0,1fr)}
.alone .verdicts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,320px),1fr));gap:0 28px}
.ask{font-weight:600;margin:0 0 .5em}
.options{list-style:none;margin:0 0 .8em;padding:0}
.options li{padding:.15em 0 .15em 1.5em;position:relative}
.options li::before{content:"○";position:absolute;left:.2em;color:var(--dim)}
.options .chosen::before{content:"●";color:var(--ink)}
.options .chosen{font-weight:600}
.tag{display:inline-block;font-size:.76rem;font-weight:400;border:1px solid var(--line);border-radius:1em;padding:0 .6em;margin-left:.4em;color:var(--soft);background:var(--paper)}
.because{border-left:3px solid var(--line);padding-left:.8em;margin:.6em 0}
.question+.question{border-top:1px solid var(--line);margin-top:1em;padding-top:1em}
.verdicts{list-style:none;margin:0;padding:0}
.verdicts>li{padding:0 0 0 1.7em;position:relative;margin-bottom:.9em}
.verdicts>li>.sign{position:absolute;left:0;font-weight:700}
.held>.sign,.held>.word{color:var(--good)}.broken>.sign,.broken>.word{color:var(--bad)}.unknown>.sign,.unknown>.word,.open>.sign,.open>.word{color:var(--busy)}
.word{font-weight:600}
.verdicts p{margin:.15em 0;font-size:.92rem}
figure{margin:22px 0 0;break-inside:avoid}
figcaption{font-weight:600;font-size:.95rem;margin-bottom:2px}
.legend{list-style:none;display:flex;flex-wrap:wrap;gap:.1em 1.1em;margin:0 0 2px;padding:0;font-size:.82rem;color:var(--soft)}
.legend svg{width:24px;height:10px;vertical-align:middle;margin-right:.4em}
.plot svg{display:block;width:100%;height:auto;font-family:system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
.plot svg path[stroke-linejoin],.plot svg g[stroke]{vector-effect:non-scaling-stroke}
.narrow{display:none}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.6em 0}
th,td{text-align:left;vertical-align:top;padding:.4em .7em .4em 0;border-bottom:1px solid var(--line)}
th{font-size:.76rem;text-transform:uppercase;letter-spacing:.05em;color:var(--soft)}
th,td{overflow-wrap:break-word}
td.n,th.n{text-align:right;overflow-wrap:normal;font-variant-numeric:tabular-nums;white-space:nowrap}
td.t{overflow-wrap:normal;font-variant-numeric:tabular-nums;white-space:nowrap}
td ul{margin:0;padding:0;list-style:none}
td li+li{margin-top:.25em}
.scroll{overflow-x:auto}
details{margin:14px 0}
summary{cursor:pointer;color:var(--link)}
.again{font-size:.92rem;background:var(--card);border:1px solid var(--line);border-radius:8px;padding:12px 18px;margin-top:28px}
.note{border-left:4px solid var(--busy);padding:.2em 0 .2em .9em}
footer{padding-top:40px;padding-bottom:48px;color:var(--soft);font-size:.88rem}
@media (max-width:700px){
main,header,footer{padding-left:16px;padding-right:16px}
h1{font-size:1.6rem}h2{font-size:1.3rem}
.beside{grid-template-columns:minmax(0,1fr)}
td{overflow-wrap:anywhere}
td.t{white-space:normal;overflow-wrap:normal}
.wide{display:none}.narrow{display:block}
.stack thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.stack tr{display:block;border-bottom:2px solid var(--line);padding:.5em 0}
.stack td{display:grid;grid-template-columns:7.5em minmax(0,1fr);border:0;padding:.15em 0;text-align:left;white-space:normal}
.stack td::before{content:attr(data-title);font-size:.76rem;text-transform:uppercase;letter-spacing:.05em;color:var(--soft);padding-top:.2em}
}
@media print{
:root{color-scheme:light;--paper:#fff;--card:#fff;--ink:#000;--soft:#444;--line:#bbb;--dim:#777;--good:#05603f;--bad:#a8330f;--busy:#6d4a00;--fault:#96082f;--link:#000;
--c1:#0b6cb0;--c2:#c25a00;--c3:#0a8060;--c4:#8a4fa3;--c5:#a88200;--c6:#2f93c8;--c7:#b8476e;--c8:#5d6b2f}
@page{margin:16mm 14mm}
body{font-size:9.5pt;line-height:1.45}
.scroll{overflow:visible}
.scroll table{font-size:7.5pt}
.verdicts>li{margin-bottom:.5em}
.beside.alone .verdicts{display:grid;grid-template-columns:1fr 1fr}
main,header,footer{max-width:none;padding:0}
article,#matrix{break-before:page;border-top:0;margin-top:0;padding-top:0}
h2,h3,h4,figcaption{break-after:avoid}
.verdicts>li,.question,.card.small,tr,.again{break-inside:avoid}
.wide{display:block}.narrow{display:none}
nav,.screen{display:none}
details::details-content{content-visibility:visible;block-size:auto}
summary{list-style:none;color:var(--soft)}
}
`.trim();
