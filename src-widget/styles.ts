// The shop's page must not reach in, nor we out: everything starts from `all: initial`, and a constructed style sheet needs no hole in a
// strict Content-Security-Policy. Colours keep AA contrast in both themes; the smallest text is 12 px.
/** Of the panel where it has the whole screen to itself. */
export const PHONE_PANEL = 'border: 0; border-radius: 0; box-shadow: none;';

const CSS = `
:host { --visible-height: 100vh; --visible-top: 0px; --left: auto; --right: 20px; --panel-left: auto; --panel-right: 0; --brand: #1f4b99; --on-brand: #fff; --mark-light: #1f4b99; --mark-dark: #eef1f7; }
:host {
  all: initial !important;
  position: fixed !important; z-index: 2147483000 !important;
  inset: auto var(--right) max(20px, env(safe-area-inset-bottom)) var(--left) !important;
  display: block !important;
  color-scheme: light dark;
}
.widget {
  --surface: #fff; --sunken: #f3f5f9; --theirs: #eef1f7; --line: #d7dce5; --text: #1b2130; --soft: #565f73;
  --accent: var(--brand); --on-accent: var(--on-brand); --mark: var(--mark-light); --edge: rgb(128 128 128 / 28%);
  --warn: #7a4a00; --warn-back: #fff4dc; --bad: #b3261e; --badge: #c62828; --shadow: 0 12px 40px rgb(16 28 56 / 22%), 0 2px 8px rgb(16 28 56 / 12%);
  font: 15px/1.6 "Hiragino Sans", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", system-ui, sans-serif;
  color: var(--text); text-align: start;
  line-break: strict; overflow-wrap: anywhere; -webkit-text-size-adjust: 100%;
}
.widget:lang(en) { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK JP", sans-serif; line-height: 1.45; }
@media (prefers-color-scheme: dark) {
  .widget {
    --surface: #1b1f29; --sunken: #12151c; --theirs: #2a3040; --line: #373e4d; --text: #eef1f7; --soft: #aab3c5;
    --mark: var(--mark-dark);
    --warn: #ffd891; --warn-back: #3a2d10; --bad: #ff9d94; --badge: #d93a3a; --shadow: 0 12px 40px rgb(0 0 0 / 60%);
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
p, h2, ol { margin: 0; padding: 0; list-style: none; font: inherit; }
button, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
button { margin: 0; border: 0; background: none; cursor: pointer; border-radius: 8px; touch-action: manipulation; }
button:disabled { cursor: default; }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
svg { width: 22px; height: 22px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; flex: none; }

.launcher { border: 1px solid var(--edge); position: relative; display: grid; place-items: center; width: 60px; height: 60px; border-radius: 50%; background: var(--accent); color: var(--on-accent); box-shadow: var(--shadow); }
.launcher:hover, .primary:hover, .send:hover:enabled { filter: brightness(.9); }
.launcher svg { width: 28px; height: 28px; }
.badge { position: absolute; top: -4px; right: -4px; min-width: 24px; height: 24px; padding: 0 6px; border-radius: 12px; background: var(--badge); color: #fff; font: 700 13px/24px system-ui, sans-serif; font-variant-numeric: tabular-nums; text-align: center; box-shadow: 0 0 0 2px var(--surface); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.panel { position: absolute; inset: auto var(--panel-right) 76px var(--panel-left); margin: 0; padding: 0; border: 1px solid var(--line); width: 384px; height: min(620px, calc(100vh - 120px)); max-width: none; max-height: none; flex-direction: column; background: var(--surface); color: inherit; border-radius: 16px; box-shadow: var(--shadow); overflow: hidden; }
.panel[open] { display: flex; }
.panel:focus { outline: none; }
.panel::backdrop { background: var(--surface); }

header { border-bottom: 1px solid var(--edge); display: flex; align-items: center; gap: 4px; padding: 12px 8px 12px 18px; background: var(--accent); color: var(--on-accent); flex: none; }
.logo { width: 36px; height: 36px; margin-inline-end: 8px; border-radius: 8px; background: #fff; flex: none; }
.heading { flex: 1; min-width: 0; }
.heading > * { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
h2 { font-weight: 700; font-size: 16px; line-height: 1.4; }
.who { font-size: 13px; line-height: 1.4; }
[data-state="with_agent"] .who::before { content: ""; display: inline-block; width: 8px; height: 8px; margin-inline-end: 6px; border-radius: 50%; background: #7fe3a1; vertical-align: 1px; }
.icon-button { display: grid; place-items: center; width: 44px; height: 44px; flex: none; }
.icon-button:hover { background: rgb(128 128 128 / 30%); }
header :focus-visible { outline-color: var(--on-accent); outline-offset: -4px; }

.menu { position: relative; flex: none; }
.menu svg { stroke-width: 3.5; }
.menu-list { position: absolute; z-index: 2; top: 44px; right: 0; min-width: 200px; padding: 6px; display: flex; flex-direction: column; background: var(--surface); color: var(--text); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); }
.menu-item { min-height: 44px; padding: 8px 12px; text-align: start; white-space: nowrap; }
.menu-item:hover { background: var(--sunken); }
.menu-item[aria-pressed]::after { content: "✓"; float: inline-end; margin-inline-start: 16px; visibility: hidden; }
.menu-item[aria-pressed="true"]::after { visibility: visible; }
.menu-item:focus-visible { outline-color: var(--mark); outline-offset: -3px; }

.notice { flex: none; padding: 8px 18px; font-size: 13px; background: var(--warn-back); color: var(--warn); border-bottom: 1px solid var(--line); }
.trouble { border-top: 1px solid var(--line); border-bottom: 0; }
.greeting { flex: none; padding: 18px 18px 0; color: var(--soft); white-space: pre-wrap; max-height: 30%; overflow-y: auto; }
.hours { padding-top: 8px; font-size: 13px; }
.log-frame { position: relative; flex: 1; min-height: 0; display: flex; flex-direction: column; }
.log { flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; padding: 12px 16px; scrollbar-width: thin; scrollbar-color: var(--line) transparent; }
.log:focus-visible { outline-offset: -3px; }
.line { display: flex; flex-direction: column; margin-block: 10px; }
.day { align-self: center; margin-bottom: 10px; font-size: 12px; color: var(--soft); }
.bubble { max-width: 86%; display: flex; flex-direction: column; gap: 2px; }
.by-customer .bubble { align-self: flex-end; align-items: flex-end; }
.by-agent .bubble, .by-centre .bubble { align-self: flex-start; align-items: flex-start; }
.speaker { font-size: 12px; color: var(--soft); padding-inline: 4px; }
.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.words { padding: 9px 13px; border-radius: 16px; background: var(--theirs); white-space: pre-wrap; }
.by-customer .words { background: var(--accent); color: var(--on-accent); box-shadow: inset 0 0 0 1px var(--edge); border-end-end-radius: 4px; }
.by-agent .words, .by-centre .words { border-end-start-radius: 4px; }
.by-centre .words { background: none; border: 1px solid var(--line); }
.words a { color: inherit; text-underline-offset: 2px; }
[data-mark="unsent"] .words, [data-mark="sending"] .words { background: none; color: var(--text); box-shadow: inset 0 0 0 1.5px var(--mark); }
[data-mark="unsent"] .words { box-shadow: none; border: 1.5px dashed var(--warn); }
[data-mark="refused"] .words { background: none; color: var(--text); border: 1.5px solid var(--bad); }
.below { display: flex; flex-wrap: wrap; align-items: center; gap: 0 8px; padding-inline: 4px; font-size: 12px; color: var(--soft); font-variant-numeric: tabular-nums; }
.by-customer .below { justify-content: flex-end; }
[data-mark="unsent"] .mark { color: var(--warn); }
[data-mark="refused"] .mark { color: var(--bad); font-weight: 700; }
.plain { min-height: 28px; padding: 2px 8px; text-decoration: underline; text-underline-offset: 2px; color: var(--text); }
.news { position: absolute; bottom: 10px; left: 50%; translate: -50%; display: flex; align-items: center; gap: 6px; min-height: 40px; padding: 4px 16px 4px 12px; border-radius: 20px; background: var(--accent); color: var(--on-accent); font-size: 13px; box-shadow: var(--shadow); }
.news svg { width: 16px; height: 16px; }
.typing { flex: none; padding: 0 18px 8px; font-size: 13px; color: var(--soft); }
.happening { flex: none; padding: 10px 18px; font-size: 13px; color: var(--soft); background: var(--sunken); border-top: 1px solid var(--line); }

.card { flex: none; padding: 14px 18px; border-top: 1px solid var(--line); display: flex; flex-direction: column; gap: 10px; }
.card-row { display: flex; flex-wrap: wrap; gap: 8px; }
.primary, .secondary { flex: 1 1 auto; min-height: 44px; padding: 8px 12px; border-radius: 10px; font-weight: 600; }
.primary { background: var(--accent); color: var(--on-accent); }
.primary:disabled { opacity: .6; }
.secondary { box-shadow: inset 0 0 0 1px var(--line); }
.secondary:hover { background: var(--sunken); }

.opening { flex: 0 1 auto; min-height: 0; overflow-y: auto; padding: 12px 18px; display: flex; flex-direction: column; gap: 10px; border-top: 1px solid var(--line); }
.panel[data-asks="yes"] .log-frame { display: none; }
.panel[data-asks="yes"] .opening { flex: 1 1 auto; border-top: 0; }
.opening-head { font-size: 14px; }
.ask { display: block; font-size: 13px; font-weight: 600; }
.ask::after { content: attr(data-note); margin-inline-start: 8px; font-weight: 400; font-size: 12px; color: var(--soft); }
.answer { display: block; width: 100%; min-height: 42px; margin-top: 2px; padding: 6px 10px; border: 1px solid var(--soft); border-radius: 10px; background: var(--surface); color: inherit; font: inherit; font-size: 16px; }
.answer[aria-invalid="true"] { border-color: var(--bad); }
.fault:empty { display: none; }
.fault { margin-top: 2px; font-size: 13px; color: var(--bad); }
.agree-row { display: flex; gap: 10px; align-items: flex-start; font-size: 13px; }
.agree-row input { flex: none; width: 20px; height: 20px; margin: 1px 0 0; accent-color: var(--mark); }
.agreed { white-space: pre-wrap; cursor: pointer; }
.opening .primary { flex: none; }

.composer { flex: none; padding: 10px 12px; border-top: 1px solid var(--line); }
.compose-row { display: flex; align-items: flex-end; gap: 8px; }
.too-long:empty { display: none; }
.too-long { padding: 0 4px 6px; font-size: 13px; color: var(--bad); }
.grow { flex: 1; min-width: 0; display: grid; max-height: 136px; overflow-y: auto; border: 1px solid var(--soft); border-radius: 12px; background: var(--surface); }
.grow:focus-within, .answer:focus { border-color: var(--mark); box-shadow: 0 0 0 1px var(--mark); outline: 0; }
.grow::after { content: attr(data-copy); visibility: hidden; white-space: pre-wrap; }
.grow::after, .field { grid-area: 1 / 1; padding: 8px 12px; font-size: 16px; line-height: 1.5; min-width: 0; overflow-wrap: anywhere; }
.field { width: 100%; resize: none; border: 0; outline: 0; background: none; overflow: hidden; }
.field::placeholder { color: var(--soft); opacity: 1; }
.attach { display: grid; place-items: center; width: 40px; height: 44px; flex: none; color: var(--soft); }
.send { display: flex; align-items: center; gap: 6px; min-height: 44px; padding: 8px 14px; border-radius: 12px; background: var(--accent); color: var(--on-accent); font-weight: 600; white-space: nowrap; flex: none; }
.send svg { width: 18px; height: 18px; }
.send:disabled { background: var(--sunken); color: var(--soft); }

@media (max-width: 600px), (max-height: 480px) {
  .panel { ${PHONE_PANEL} position: fixed; inset: var(--visible-top) 0 auto 0; width: 100vw; height: var(--visible-height); }
  header { padding-top: max(10px, env(safe-area-inset-top)); padding-inline: max(16px, env(safe-area-inset-left)) max(6px, env(safe-area-inset-right)); }
  .log, .composer, .card { padding-inline: max(14px, env(safe-area-inset-left)) max(14px, env(safe-area-inset-right)); }
  .composer, .card { padding-bottom: max(10px, env(safe-area-inset-bottom)); }
}
@media (prefers-reduced-motion: no-preference) {
  .panel[open] { animation: appear 120ms ease-out; }
  @keyframes appear { from { opacity: 0; translate: 0 8px; } }
}
@media (forced-colors: active) {
  .launcher, .send, .primary, .words { border: 1px solid ButtonText; }
}
`;

/** Dresses the root; answers the rule of `:host` that the screen writes its measures into. */
export function applyStyles(root: ShadowRoot): CSSStyleRule | null {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(CSS);
  root.adoptedStyleSheets = [sheet];
  const rule = sheet.cssRules[0];
  return rule instanceof CSSStyleRule ? rule : null;
}
