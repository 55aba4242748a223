/**
 * The one style sheet of the public pages. Sizes in rem, so that a person's own letter size and zoom hold; nothing has a
 * fixed height around text, and nothing is wider than 320 px allows. The space beside it does not grow with the letters.
 */
const base = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:1.0625rem/1.6 system-ui,-apple-system,'Noto Sans Bengali','Nirmala UI',Vrinda,sans-serif;overflow-wrap:break-word;font-variant-numeric:tabular-nums}
header,main,footer{max-width:36rem;margin:auto;padding:0 min(1rem,5vw)}
header{display:flex;flex-wrap:wrap;align-items:center;gap:.625rem;min-height:3.75rem;padding-top:.375rem;padding-bottom:.375rem}
header p{flex:1 1 5rem;margin:0;min-width:0;line-height:1.3}
header b{display:block;font-size:1.25rem}
nav{margin-left:auto;display:flex;flex-wrap:wrap}
nav a{display:inline-flex;align-items:center;min-height:2.75rem;padding:0 .5rem;color:var(--muted);font-size:.9375rem;font-weight:600;text-decoration:none}
.mark{flex:none;width:2.75rem;height:2.75rem;border-radius:.8125rem;background:var(--ground);color:var(--on-ground);display:grid;place-items:center;font-weight:700;font-size:1.25rem;line-height:1;overflow:hidden}
img.mark{background:none}
h1{font-size:1.625rem;line-height:1.3;margin:0 0 .5rem;text-wrap:balance}
h2{font-size:1.0625rem;line-height:1.45;margin:0 0 .375rem}
p{margin:0 0 .75rem}
.long{--fit:calc((100vw - 4.5rem)/6)}.longer{--fit:calc((100vw - 4.5rem)/9)}
a{color:var(--accent-text)}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.5rem 1rem;z-index:1}
:focus-visible{outline:3px solid var(--accent-text);outline-offset:2px}
.hero :focus-visible{outline-color:var(--on-ground)}
.muted,small,caption{color:var(--muted)}
small{display:block;font-size:.8125rem;line-height:1.45;font-weight:400}
.s{font-size:.9375rem;line-height:1.55;color:var(--muted)}
section,.box{background:var(--card);border:1px solid var(--line);border-radius:1.25rem;padding:1.125rem min(1rem,5vw);margin:0 0 .75rem}
section>:last-child,.box>:last-child{margin-bottom:0}
.i{width:1.25rem;height:1.25rem;flex:none;display:block;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.m{fill:currentColor;stroke:none}
.button{display:flex;align-items:center;justify-content:center;gap:.625rem;width:100%;min-height:3.25rem;padding:.5rem 1rem;border:0;border-radius:.875rem;background:var(--accent);color:var(--on-accent);font:inherit;font-weight:700;line-height:1.35;text-align:center;text-decoration:none;cursor:pointer}
.second{background:none;border:1.5px solid var(--edge);color:var(--text)}
.text{display:flex;align-items:center;justify-content:center;min-height:2.75rem;margin:0 0 .75rem;font-weight:600;text-decoration:none;text-align:center}
.chip{display:inline-flex;align-items:center;gap:.375rem;padding:.1875rem .625rem;margin:0 0 .625rem;border-radius:99px;font-size:.8125rem;font-weight:600;line-height:1.5;background:var(--sunk);color:var(--muted)}
.chip .i{width:1rem;height:1rem}
.note{display:flex;gap:.75rem;border:0;border-radius:.875rem;padding:.875rem 1rem;background:var(--sunk)}
.note .i{margin-top:.125rem}
.note p{margin:0;color:var(--text);font-size:.9375rem;line-height:1.55}
.note a{color:inherit}
.note b{display:block;line-height:1.4}
.info{background:var(--info-tint);color:var(--info)}.warn{background:var(--warn-tint);color:var(--warn)}.danger{background:var(--danger-tint);color:var(--danger)}.ok{background:var(--success-tint);color:var(--success)}
ul{margin:0;padding-left:1.25rem}
li{margin:0 0 .5rem}
.rows,.points{list-style:none;padding:0}
.rows{background:var(--card);border:1px solid var(--line);border-radius:1.25rem;margin:0 0 .75rem;overflow:hidden}
.rows li{margin:0}
.rows li+li{border-top:1px solid var(--line)}
.rows a,.rows div{display:flex;align-items:center;gap:.75rem;min-height:3.5rem;padding:.5rem .75rem .5rem 1rem;color:var(--text);text-decoration:none;line-height:1.4}
.rows span{flex:1;min-width:0;overflow-wrap:anywhere}
.rows .i{color:var(--muted)}
.rows div .i{align-self:flex-start;margin-top:.125rem}
.rows a:focus-visible{outline-offset:-3px}
.points li{display:flex;gap:.75rem;padding:.3125rem 0;margin:0;font-size:.9375rem;line-height:1.5}
.points .i{color:var(--accent-text);margin-top:.125rem}
footer{padding-top:.5rem;padding-bottom:1.25rem;text-align:center;color:var(--muted);font-size:.8125rem}
footer p{margin:0}
footer a{display:inline-flex;vertical-align:middle;align-items:center;justify-content:center;gap:.375rem;min-width:2.75rem;min-height:2.75rem;padding:0 .625rem;color:var(--muted);font-size:.9375rem}
footer .i{width:1rem;height:1rem}
`

const invitation = `
.hero{position:relative;overflow:hidden;background:var(--ground);color:var(--on-ground);border:0;padding:1.25rem min(1.125rem,5.6vw) 1.125rem}
.hero>*{position:relative}
.deco{position:absolute;right:0;top:0;width:9rem;height:9rem;color:var(--ground-deep);fill:none;stroke:currentColor;stroke-width:3;stroke-linecap:round;stroke-dasharray:9 7}
.spark{stroke:var(--spark)}.sun{fill:var(--spark);stroke:none}
.av{width:2.75rem;height:2.75rem;border-radius:50%;background:#ffc96b;color:#4d1c08;display:grid;place-items:center;font-weight:700;line-height:1}
.hero h1{font-size:1.75rem;margin:.75rem 0 .375rem;max-width:max(17rem,100% - 9rem)}
.hero p{color:var(--on-ground-soft);margin-bottom:1rem}
.hero .button{background:var(--on-ground);color:var(--ground)}
.hero .fine{font-size:.8125rem;line-height:1.5;text-align:center;margin:.625rem 0 0;text-wrap:balance}
.deal{display:flex;flex-wrap:wrap;gap:.5rem;margin:0 0 1rem}
.deal>div{flex:1 1 7rem;background:var(--ground-deep);border-radius:.875rem;padding:.625rem .75rem;max-width:100%}
.deal dt{color:var(--on-ground-soft)}
.deal dd{margin:0;font-size:min(1.375rem,var(--fit,9rem));font-weight:700;line-height:1.35}
.after{margin:.75rem 0 0}
.code{display:block;font-size:1.375rem;line-height:1.4;font-weight:700;letter-spacing:.02em;user-select:all}
`

const accounts = `
.sum{margin:0;font-size:min(2.5rem,var(--fit,9rem));line-height:1.25;font-weight:700}
.plain{list-style:none;padding:0}
.plain li{margin:0;text-wrap:balance}
table,tbody{display:block}
tr{display:flex;flex-wrap:wrap;gap:0 .75rem;padding:.5rem 0}
tr+tr{border-top:1px solid var(--line)}
th,td{padding:0;text-align:left;font-weight:400}
th{flex:1 1 9rem;min-width:0}
td{margin-left:auto;font-weight:700}
.bar{display:block;width:100%;height:1.125rem;border-radius:.5rem;margin:.875rem 0 .5rem;background:var(--sunk);border:1px solid var(--edge)}
.bar>rect{stroke:var(--card);stroke-width:2}
.f0{fill:url(#stripes)}.f1{fill:var(--success)}.f2{fill:var(--held)}.f3{fill:var(--danger)}.f4{fill:var(--muted)}
th i{display:inline-block;width:.75rem;height:.75rem;border-radius:.25rem;margin-right:.5rem;background:var(--sunk);border:1px solid var(--edge)}
.d1{background:var(--success)}.d3{background:var(--danger)}.d4{background:var(--muted)}.d2{background:repeating-linear-gradient(135deg,var(--success) 0 2px,var(--held) 2px 5px)}
.tiles{display:flex;flex-wrap:wrap;gap:.5rem;margin:.75rem 0}
.tiles>div{flex:1 1 7rem;max-width:100%;padding:.625rem .75rem;border-radius:.875rem;background:var(--sunk)}
.tiles .wide{flex-basis:100%}
dt{font-size:.8125rem;line-height:1.45;color:var(--muted)}
.tiles dd{margin:0;font-size:min(1.375rem,var(--fit,9rem));font-weight:700;line-height:1.35}
.tiles .wide dd{font-size:min(2.25rem,var(--fit,9rem))}
.proof{display:flex;gap:.75rem}
.proof p{margin:0}
.o{display:grid;place-items:center;flex:none;width:2.5rem;height:2.5rem;border-radius:50%}
.o:not(.ok,.danger){background:var(--sunk);color:var(--muted)}
.line{display:block;width:100%;height:2.5em;margin-top:-1.2em;font-size:.8125rem;font-weight:600;overflow:visible;fill:var(--line)}
.now{margin:0}
.line text{fill:var(--text)}
.t1{fill:var(--accent)}
.line circle{fill:var(--card);stroke:var(--accent);stroke-width:.25em}
.ends{display:flex;gap:.75rem;margin:0}
.ends>*{flex:1;min-width:0}
.ends dd{margin:0;font-size:.9375rem;font-weight:700}
.ends>:last-child{text-align:right}
.show{padding:0}
.show h1{font-size:1.0625rem;font-weight:600;max-width:none;margin:0;padding:2.5rem 1.125rem 1.25rem;color:var(--on-ground-soft)}
.show h1 b{display:block;font-size:min(4rem,var(--fit,9rem));line-height:1.12;color:var(--on-ground)}
.hon{background:var(--ground-deep);padding:.875rem 1.125rem 1rem}
.hon p{margin:0;font-size:.9375rem;line-height:1.5;color:var(--on-ground)}
.dots{display:block;width:100%;max-width:18rem;height:auto;margin:0 0 .5rem;fill:var(--spark)}
.dots .none{fill:none;stroke:currentColor;stroke-width:2;stroke-dasharray:4 3}
fieldset{border:0;padding:0;margin:0 0 1rem;min-width:0}
legend{padding:0;font-weight:600;margin-bottom:.25rem}
label{display:flex;gap:.75rem;align-items:center;min-height:3rem;padding:.375rem 0}
input[type=radio]{width:1.375rem;height:1.375rem;flex:none;margin:0;accent-color:var(--accent)}
`

const lines = (css: string) => css.trim().replaceAll('\n', '')

export const publicStyle = lines(base) + lines(invitation) + lines(accounts)
