/** The look as one constructable sheet: no style attribute, no request. Pages theme it by `--aisle-*`. */

const parts = `
.turn { position: relative; max-width: 100%; }
.turn.shopper { display: flex; flex-direction: column; align-items: flex-end; }
.bubble { max-width: 86%; padding: 9px 15px; border-radius: 18px 18px 5px 18px; background: var(--bubble); color: var(--bubble-ink); white-space: pre-wrap; overflow-wrap: anywhere; }
.time { font-size: 12px; color: var(--muted); opacity: 0; transition: opacity .12s; }
.turn.shopper .time { position: absolute; right: 4px; top: 100%; line-height: 18px; }
.turn:hover .time, .turn:focus-within .time { opacity: 1; }
.author { display: flex; align-items: center; gap: 6px; font-size: 13px; font-weight: 650; color: var(--good); margin-bottom: 4px; }
.author .icon { width: 16px; height: 16px; }
.turn.staff { padding-left: 12px; border-left: 3px solid var(--good); }
.progress { color: var(--muted); min-height: 24px; }
.progress:empty { display: none; }
.prose { display: grid; gap: 8px; overflow-wrap: anywhere; }
.prose:empty { display: none; }
.prose ul, .prose ol { padding-left: 20px; display: grid; gap: 3px; }
.turn-cards:not(:empty) { margin-bottom: 10px; }
.turn-parts { display: grid; gap: 12px; min-width: 0; }
.turn-parts:not(:empty) { margin-top: 12px; }
.turn-foot { display: grid; gap: 4px; justify-items: start; }

.marks { display: flex; align-items: center; margin: 2px 0 -10px -12px; }
.mark { width: 40px; height: 40px; display: grid; place-items: center; color: var(--muted); border-radius: 10px; position: relative; }
.mark::after { content: ""; position: absolute; inset: -2px 0; }
.mark .icon { width: 17px; height: 17px; }
.mark.down .icon { transform: rotate(180deg); }
.mark:hover, .mark[aria-pressed="true"] { color: var(--accent); }
.mark[aria-pressed="true"] .icon { fill: var(--accent-soft); }
.marks .time { margin-left: 6px; }
.sources { display: flex; flex-wrap: wrap; gap: 6px; margin-top: 8px; }
.source { display: inline-flex; align-items: center; gap: 6px; min-height: 32px; padding: 0 10px; border-radius: 9px; background: var(--sunken); font-size: 13px; position: relative; }
.source::after { content: ""; position: absolute; inset: -6px 0; }
.source .icon { width: 15px; height: 15px; color: var(--muted); }
.source:hover { background: var(--accent-soft); }

.chips { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 16px; justify-content: flex-end; }
.chips:empty { display: none; }
.chip { min-height: 44px; padding: 8px 16px; border: 1px solid var(--accent); border-radius: 22px; color: var(--accent); font-weight: 550; line-height: 1.3; }
.chip:hover { background: var(--accent-soft); }

.slate { position: relative; margin: 0 -16px; }
.cards { display: flex; gap: 10px; overflow-x: auto; padding: 2px 16px 10px; scroll-padding: 0 16px; scroll-snap-type: x proximity; scroll-behavior: smooth; overscroll-behavior-x: contain; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.card { position: relative; flex: 0 0 156px; display: flex; flex-direction: column; scroll-snap-align: start; border: 1px solid var(--line); border-radius: 14px; background: var(--raised); overflow: hidden; }
.card-picture { display: block; }
.picture { display: grid; place-items: center; background: var(--sunken); color: var(--muted); overflow: hidden; }
.picture img { width: 100%; height: 100%; object-fit: cover; display: block; }
.picture.square { aspect-ratio: 1; width: 100%; }
.picture.square .icon { width: 36px; height: 36px; }
.picture.thumb { width: 48px; height: 48px; border-radius: 9px; flex: none; }
.not-this { position: absolute; top: 0; right: 0; width: 44px; height: 44px; display: grid; place-items: center; }
.not-this .icon { width: 26px; height: 26px; padding: 6px; border-radius: 50%; background: color-mix(in srgb, var(--raised) 88%, transparent); color: var(--ink); }
.not-this:hover .icon { background: var(--ink); color: var(--ground); }
.card-body { flex: 1; display: flex; flex-direction: column; gap: 2px; padding: 8px 9px 9px; font-size: 13.5px; line-height: 1.35; }
.card-title { font-weight: 600; text-decoration: none; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; min-height: 2.7em; overflow-wrap: anywhere; }
.card-title:hover { text-decoration: underline; text-underline-offset: 2px; }
.price { display: flex; align-items: baseline; flex-wrap: wrap; gap: 0 6px; font-size: 15px; font-variant-numeric: tabular-nums; }
.price .reduced { color: var(--bad); }
.price s { font-size: 13px; color: var(--muted); }
.facts { display: flex; flex-wrap: wrap; gap: 0 8px; align-items: center; }
.stars { display: flex; align-items: center; gap: 4px; font-size: 13px; }
.stars .icon { width: 14px; height: 14px; fill: #b87a00; stroke: #b87a00; }
.stock { font-size: 12.5px; font-weight: 600; color: var(--warn); }
.stock.gone { color: var(--muted); }
.why-place { margin-top: auto; }
.why { display: flex; align-items: center; gap: 2px; width: 100%; min-height: 44px; font-size: 12.5px; line-height: 1.3; color: var(--accent); }
.why span { flex: 1; display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; overflow-wrap: anywhere; }
.why:hover span { text-decoration: underline; text-underline-offset: 2px; }
.why .icon { width: 15px; height: 15px; }
.card-actions { display: flex; gap: 6px; }
.card-actions .button { padding: 0 9px; font-size: 13px; border-radius: 11px; }
.card-actions .add { flex: 1; padding: 0 4px; }
.card-actions .icon { width: 15px; height: 15px; }
.arrow { display: none; position: absolute; top: 78px; width: 36px; height: 36px; place-items: center; border-radius: 50%; background: var(--raised); border: 1px solid var(--line); box-shadow: 0 2px 10px rgb(0 0 0 / .14); transform: translateY(-50%); }
@media (hover: hover) and (pointer: fine) { .slate:hover .arrow { display: grid; } }
.arrow.back { left: 6px; } .arrow.next { right: 6px; }
.slate.at-start .arrow.back, .slate.at-end .arrow.next { display: none; }

.claim { display: grid; gap: 10px; }
.claim + .claim { padding-top: 14px; border-top: 1px solid var(--line); }
.claim h3, .drawer-body h3 { font-weight: 650; }
.claim ul { display: grid; gap: 12px; }
.evidence { display: flex; gap: 12px; font-size: 14px; }
.evidence > .icon { color: var(--accent); margin-top: 1px; }
.evidence-kind { color: var(--muted); font-size: 13px; display: flex; align-items: center; gap: 8px; flex-wrap: wrap; }
.evidence blockquote { margin: 4px 0 0; padding-left: 10px; border-left: 2px solid var(--line); font-style: italic; overflow-wrap: anywhere; }
:lang(zh) .evidence blockquote { font-style: normal; }
.evidence p { overflow-wrap: anywhere; }
.pill { display: inline-flex; align-items: center; gap: 4px; padding: 2px 9px; border-radius: 10px; background: var(--sunken); color: var(--ink); font-size: 12.5px; font-weight: 600; line-height: 1.4; white-space: nowrap; }
.pill .icon { width: 13px; height: 13px; stroke-width: 2.4; }
.pill.good { background: var(--good-soft); color: var(--good); }
.pill.warn { background: var(--warn-soft); color: var(--warn); }
.choices { display: grid; gap: 8px; }
.choice { display: flex; justify-content: space-between; gap: 12px; width: 100%; min-height: 48px; align-items: center; padding: 8px 16px; border: 1px solid var(--edge); border-radius: 12px; }
.choice:hover:not(:disabled) { border-color: var(--accent); background: var(--accent-soft); }
.choice:disabled { color: var(--muted); border-style: dashed; }
.fact { display: flex; align-items: center; justify-content: space-between; gap: 12px; padding: 8px 0; border-bottom: 1px solid var(--line); }

.part { border: 1px solid var(--line); border-radius: 14px; background: var(--raised); padding: 14px 16px; display: grid; gap: 12px; min-width: 0; }
.part > header { display: flex; align-items: flex-start; gap: 10px; justify-content: space-between; }
.part h3 { font-weight: 650; overflow-wrap: anywhere; }
.part .muted { font-size: 13.5px; }
.lines { display: grid; gap: 10px; }
.line { display: flex; align-items: center; gap: 12px; font-size: 14px; line-height: 1.35; }
.line-text { flex: 1; min-width: 0; display: grid; }
.line-price { font-variant-numeric: tabular-nums; }
.clamp { display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden; overflow-wrap: anywhere; }
.sums { display: grid; gap: 5px; padding-top: 12px; border-top: 1px solid var(--line); font-size: 14px; }
.sum-line { display: flex; justify-content: space-between; gap: 16px; font-variant-numeric: tabular-nums; }
.sum-line > :last-child { white-space: nowrap; }
.sum-line.total { font-weight: 650; }
.parcel { display: grid; gap: 10px; }
.lines ~ .parcel { padding-top: 12px; border-top: 1px solid var(--line); }
.parcel-head { display: flex; align-items: flex-start; gap: 10px; }
.parcel-head > div { flex: 1; min-width: 0; }
.parcel-head .icon { color: var(--muted); margin-top: 1px; }
.breakable { overflow-wrap: anywhere; }
.due { font-weight: 650; font-size: 16px; }
.timeline li { position: relative; padding: 0 0 14px 24px; font-size: 14px; line-height: 1.4; }
.timeline li:last-child { padding-bottom: 0; }
.timeline li::before { content: ""; position: absolute; left: 3px; top: 6px; width: 9px; height: 9px; border-radius: 50%; background: var(--raised); border: 2px solid var(--edge); z-index: 1; }
.timeline li::after { content: ""; position: absolute; left: 7px; top: 8px; bottom: -8px; width: 2px; background: var(--line); }
.timeline li:last-child::after { display: none; }
.timeline .latest .event-text { font-weight: 600; }
.timeline .event-text .muted { font-weight: 400; }
.timeline .latest::before { background: var(--accent); border-color: var(--accent); box-shadow: 0 0 0 4px var(--accent-soft); }

.comparison { padding: 0; overflow-x: auto; display: block; scrollbar-width: thin; }
.comparison table { border-collapse: separate; border-spacing: 0; font-size: 13.5px; line-height: 1.4; width: 100%; }
.comparison th, .comparison td { padding: 10px 12px; text-align: left; vertical-align: top; min-width: 112px; border-top: 1px solid var(--line); }
.comparison thead th, .comparison thead td { border-top: 0; font-weight: 600; }
.comparison thead .picture { margin-bottom: 6px; }
.comparison tr > :first-child { position: sticky; left: 0; min-width: 108px; max-width: 132px; padding: 10px 8px 10px 16px; background: var(--raised); border-right: 1px solid var(--line); font-weight: 500; color: var(--muted); overflow-wrap: anywhere; z-index: 1; }
.comparison .differs > th:first-child { color: var(--ink); font-weight: 650; }
.comparison .differs > th:first-child::before { content: ""; position: absolute; left: 6px; top: 17px; width: 5px; height: 5px; border-radius: 50%; background: var(--accent); }
.comparison .same > td { color: var(--muted); }
.comparison .best { font-weight: 650; }
.comparison .pill { display: flex; width: fit-content; margin-top: 4px; white-space: normal; }

.confirmation { border-color: var(--accent); border-width: 1.5px; }
.confirmation h3 { font-size: 16px; }
.details { padding-left: 18px; display: grid; gap: 3px; font-size: 14px; }
.confirmation-foot { display: grid; gap: 12px; }
.confirmation .state { display: flex; align-items: center; gap: 8px; font-weight: 600; }
.confirmation .state.good { color: var(--good); }
.confirmation[data-state="failed"] .state { color: var(--bad); }
.confirmation:not([data-state="proposed"], [data-state="deciding"]) { border-color: var(--line); border-width: 1px; }
.offer > header { justify-content: flex-start; }
.offer > header .icon { color: var(--accent); margin-top: 1px; }
.code-line { display: flex; align-items: center; gap: 8px; }
.code { flex: 1; min-width: 0; min-height: 44px; display: flex; align-items: center; padding: 0 14px; border: 1.5px dashed var(--edge); border-radius: 12px; font: 600 15px/1 ui-monospace, "SF Mono", Menlo, Consolas, monospace; letter-spacing: .06em; user-select: all; overflow-wrap: anywhere; }
.handoff { grid-template-columns: auto 1fr; background: var(--good-soft); border-color: transparent; }
.handoff .icon { color: var(--good); }
.trouble { display: flex; align-items: center; flex-wrap: wrap; gap: 10px; width: 100%; padding: 12px 14px; border-radius: 14px; background: var(--bad-soft); font-size: 14px; }
.trouble .icon { color: var(--bad); }
.trouble span { flex: 1; min-width: 180px; }
.turn-foot .trouble { margin-top: 6px; }
`;

const DARK = `
  --accent: var(--aisle-accent-dark, #7fd1b9); --accent-ink: var(--aisle-accent-ink-dark, #06231b); --bubble: #25594c; --bubble-ink: #fff;
  --ground: var(--aisle-ground-dark, #171a19); --raised: #202423; --sunken: #2a2f2d; --line: #3a403e; --edge: #848e8a;
  --ink: #eceeec; --muted: #a9b2ae; --good: #86d7a6; --good-soft: #1c3a29; --warn: #f0bd72; --warn-soft: #40301a; --bad: #ff9c8f; --bad-soft: #45231f;
  --shadow: 0 18px 50px rgb(0 0 0 / .55), 0 2px 8px rgb(0 0 0 / .4); color-scheme: dark;`;

const frame = `
:host {
  --accent: var(--aisle-accent, #17594a); --accent-ink: var(--aisle-accent-ink, #fff); --accent-soft: color-mix(in srgb, var(--accent) 13%, var(--ground)); --bubble: var(--accent); --bubble-ink: var(--accent-ink);
  --ground: var(--aisle-ground, #fff); --raised: #fff; --sunken: #f3f4f2; --line: #dfe2df; --edge: #858c88;
  --ink: #1b201e; --muted: #5a625e; --good: #17693b; --good-soft: #e2f2e8; --warn: #8a4b00; --warn-soft: #fbefdc; --bad: #a82a1d; --bad-soft: #fbe9e6;
  --shadow: 0 18px 50px rgb(20 30 26 / .22), 0 2px 8px rgb(20 30 26 / .1);
  --radius: var(--aisle-radius, 18px);
  font: 15px/1.5 var(--aisle-font, -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans SC", "Noto Sans CJK SC", sans-serif);
  color: var(--ink); color-scheme: light; display: contents; -webkit-text-size-adjust: 100%; text-align: start;
}
@media (prefers-color-scheme: dark) { :host(:not([theme="light"])) { ${DARK} } }
:host([theme="dark"]) { ${DARK} }
:host([mode="inline"]) { display: block; height: 640px; }
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
h2, h3, p, ul, ol { margin: 0; font-size: inherit; font-weight: inherit; }
.plain { list-style: none; padding: 0; }
button, textarea { font: inherit; color: inherit; }
button { cursor: pointer; background: none; border: 0; padding: 0; text-align: inherit; -webkit-tap-highlight-color: transparent; }
button:disabled { cursor: default; }
a { color: inherit; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[tabindex="-1"]:focus { outline: none; }
.icon { width: 20px; height: 20px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.icon-stop { fill: currentColor; }
.icon-menu { stroke-width: 3; }
.muted { color: var(--muted); }

.launch {
  position: fixed; right: 24px; bottom: max(24px, env(safe-area-inset-bottom)); z-index: 2147483000; width: 60px; height: 60px; border-radius: 50%;
  display: grid; place-items: center; background: var(--accent); color: var(--accent-ink); box-shadow: var(--shadow); transition: transform .15s;
}
.launch:hover { transform: translateY(-2px); }
.launch .icon { width: 28px; height: 28px; }
.launch .dot { display: none; position: absolute; top: 4px; right: 4px; width: 14px; height: 14px; border-radius: 50%; background: #d5402b; border: 2px solid var(--ground); }
.launch.unread .dot { display: block; }

.panel {
  position: fixed; right: 24px; bottom: 24px; z-index: 2147483000; width: 400px; height: min(680px, calc(100vh - 48px)); height: min(680px, calc(100dvh - 48px));
  display: flex; flex-direction: column; overflow: hidden; background: var(--ground); border: 1px solid var(--line); border-radius: var(--radius); box-shadow: var(--shadow);
}
.panel.inline { position: relative; inset: auto; width: 100%; height: 100%; z-index: 0; box-shadow: none; }
.panel:not(.inline) { animation: rise .2s ease-out; }
@keyframes rise { from { opacity: 0; transform: translateY(16px); } }
@media (max-width: 479px) {
  .panel:not(.inline) { inset: 0 0 auto; width: 100%; height: var(--aisle-viewport, 100dvh); border: 0; border-radius: 0; }
  .launch { right: 16px; bottom: max(16px, env(safe-area-inset-bottom)); }
}

.head { display: flex; align-items: center; gap: 10px; padding: 8px 8px 8px 16px; border-bottom: 1px solid var(--line); flex: none; position: relative; z-index: 2; }
.shop-mark { width: 36px; height: 36px; border-radius: 50%; display: grid; place-items: center; background: var(--accent); color: var(--accent-ink); flex: none; overflow: hidden; }
.head-text { flex: 1; min-width: 0; line-height: 1.3; }
.shop-name { font-weight: 650; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.who { font-size: 13px; color: var(--muted); }
.with-person .who { color: var(--good); font-weight: 600; }
.icon-button { width: 44px; height: 44px; display: grid; place-items: center; border-radius: 12px; color: var(--muted); flex: none; }
.icon-button:hover { background: var(--sunken); color: var(--ink); }
.menu-place { position: relative; }
.menu { position: absolute; right: 0; top: 48px; min-width: 230px; padding: 6px; background: var(--raised); border: 1px solid var(--line); border-radius: 14px; box-shadow: var(--shadow); }
.menu-item { display: flex; align-items: center; gap: 12px; width: 100%; min-height: 44px; padding: 0 12px; border-radius: 10px; }
.menu-item:hover, .menu-item:focus-visible { background: var(--sunken); }
.menu-item .icon { color: var(--muted); }

.transcript { flex: 1; min-height: 0; position: relative; }
.scroller { height: 100%; overflow-y: auto; overscroll-behavior: contain; padding: 16px; position: relative; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.scroller:focus-visible { outline-offset: -3px; }
.log { display: flex; flex-direction: column; gap: 18px; }
.jump {
  position: absolute; right: 14px; bottom: 8px; width: 38px; height: 38px; display: grid; place-items: center;
  background: var(--raised); border: 1px solid var(--line); border-radius: 50%; box-shadow: 0 3px 14px rgb(0 0 0 / .18);
}
.jump::after { content: ""; position: absolute; inset: -3px; }

.start { padding: 8px 0 4px; }
.greeting { font-size: 20px; line-height: 1.35; font-weight: 600; letter-spacing: -.01em; text-wrap: balance; margin: 0 0 22px; }
.start-title { font-size: 13px; color: var(--muted); margin-bottom: 8px; font-weight: 600; }
.tries { display: grid; gap: 8px; }
.try { display: flex; align-items: center; justify-content: space-between; gap: 12px; width: 100%; min-height: 52px; padding: 10px 12px 10px 16px; border: 1px solid var(--line); border-radius: 14px; background: var(--raised); }
.try:hover { border-color: var(--accent); background: var(--accent-soft); }
.try .icon { color: var(--muted); width: 18px; height: 18px; }
.skeleton { display: grid; gap: 10px; padding-top: 12px; }
.skeleton i { height: 52px; border-radius: 14px; background: var(--sunken); }
.skeleton i:first-child { height: 26px; width: 75%; margin-bottom: 14px; }

.composer { flex: none; display: flex; align-items: flex-end; gap: 8px; padding: 10px 12px calc(12px + env(safe-area-inset-bottom)); border-top: 1px solid var(--line); }
.composer textarea {
  flex: 1; min-width: 0; min-height: 46px; resize: none; padding: 11px 16px; line-height: 22px; font-size: 16px; border: 1px solid var(--edge); border-radius: 23px; background: var(--raised); overflow: hidden;
}
.composer textarea.scrolls { overflow-y: auto; border-radius: 18px; }
.composer textarea::placeholder { color: var(--muted); opacity: 1; }
.composer textarea:focus { outline: 2px solid var(--accent); outline-offset: -1px; border-color: transparent; }
.send { width: 46px; height: 46px; border-radius: 50%; display: grid; place-items: center; background: var(--accent); color: var(--accent-ink); flex: none; }
.send:disabled { background: var(--sunken); color: var(--muted); }
.send.stop { background: var(--ink); color: var(--ground); }

.notice { flex: none; display: flex; align-items: center; gap: 8px; padding: 2px 4px 2px 16px; background: var(--accent-soft); font-size: 14px; line-height: 1.35; }
.notice-text { flex: 1; padding: 8px 0; }
.notice-buttons { display: flex; align-items: center; flex: none; }
.notice .text-button { padding: 0 10px; }

.drawer { position: absolute; inset: 0; z-index: 5; display: flex; align-items: flex-end; background: rgb(10 16 14 / .42); }
.sheet { width: 100%; max-height: 86%; display: flex; flex-direction: column; background: var(--ground); border-radius: 18px 18px 0 0; border-top: 1px solid var(--line); }
.sheet > header { display: flex; align-items: flex-start; gap: 8px; padding: 10px 8px 4px 20px; flex: none; }
.sheet h2 { flex: 1; font-size: 17px; line-height: 1.35; font-weight: 650; padding: 10px 0; overflow-wrap: anywhere; }
.drawer-body { overflow-y: auto; padding: 0 20px calc(24px + env(safe-area-inset-bottom)); display: grid; gap: 14px; overscroll-behavior: contain; }
.sheet { animation: rise .2s ease-out; }
.two-buttons { display: flex; flex-wrap: wrap; gap: 8px; }
.two-buttons > * { flex: 1; }
.stack { display: grid; gap: 8px; }

.button { display: inline-flex; align-items: center; justify-content: center; gap: 6px; min-height: 44px; padding: 0 16px; border-radius: 12px; font-weight: 600; text-decoration: none; white-space: nowrap; }
.button .icon { width: 17px; height: 17px; }
.button.primary { background: var(--accent); color: var(--accent-ink); }
.button.primary:hover:not(:disabled) { filter: brightness(1.08); }
.button.quiet { border: 1px solid var(--edge); background: transparent; color: var(--ink); }
.button.quiet:hover:not(:disabled) { background: var(--sunken); }
.button.danger { background: var(--bad); color: var(--ground); }
.button:disabled { opacity: .6; }
.text-button { min-height: 44px; font-weight: 650; color: var(--accent); text-decoration: underline; text-underline-offset: 3px; text-decoration-thickness: 1px; }

.dots { display: inline-block; width: 8px; height: 8px; margin: 0 12px 1px 2px; border-radius: 50%; background: var(--accent); }
.dots, .skeleton i { animation: breathe 1.4s ease-in-out infinite; }
@keyframes breathe { 50% { opacity: .4; } }
@media (prefers-reduced-motion) { * { animation: none !important; transition: none !important; scroll-behavior: auto !important; } }
@media (forced-colors: active) { .launch, .button, .bubble, .card, .part { border: 1px solid; } }
`;

export const sheet = new CSSStyleSheet();
sheet.replaceSync(frame + parts);
