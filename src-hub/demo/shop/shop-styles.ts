export const SHOP_STYLES = `
:root { color-scheme: light; --ink: #22302a; --soft: #5d6b63; --leaf: #2e6b4a; --paper: #fbfaf6; --line: #e2e0d6; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.7 "Hiragino Sans", "Yu Gothic UI", "Noto Sans JP", "Noto Sans CJK JP", system-ui, sans-serif; line-break: strict; }
a { color: inherit; }
.wrap { max-width: 1080px; margin: 0 auto; padding: 0 20px; }
.top { border-bottom: 1px solid var(--line); background: #fff; }
.top .wrap { display: flex; align-items: center; gap: 24px; min-height: 68px; }
.brand { display: flex; align-items: center; gap: 10px; font-weight: 700; font-size: 20px; text-decoration: none; letter-spacing: .04em; }
.brand::before { content: ""; width: 22px; height: 22px; border-radius: 50% 4px 50% 50%; background: var(--leaf); }
.top nav { margin-inline-start: auto; display: flex; gap: 18px; font-size: 14px; }
.top nav a { text-decoration: none; padding: 8px 0; }
.top nav a:hover { text-decoration: underline; }
.hero { padding: 44px 0 28px; }
.hero h1 { margin: 0; font-size: clamp(24px, 4vw, 36px); line-height: 1.4; font-weight: 700; text-wrap: balance; word-break: auto-phrase; }
.hero p { margin: 10px 0 0; color: var(--soft); max-width: 44em; }
.goods { display: grid; grid-template-columns: repeat(auto-fill, minmax(220px, 1fr)); gap: 22px; padding: 0 0 56px; margin: 0; list-style: none; }
.card { background: #fff; border: 1px solid var(--line); border-radius: 14px; overflow: hidden; display: flex; flex-direction: column; height: 100%; text-decoration: none; }
.card:hover { border-color: var(--leaf); }
.card img, .item img { display: block; width: 100%; height: auto; aspect-ratio: 4 / 3; }
.card div { padding: 14px 16px 18px; }
.card h2 { margin: 0 0 4px; font-size: 16px; line-height: 1.5; }
.card h2::first-letter, .item h1::first-letter { text-transform: uppercase; }
.card p { margin: 0; font-size: 14px; color: var(--soft); line-height: 1.6; }
.price { margin-top: 10px !important; color: var(--ink) !important; font-weight: 700; font-size: 16px !important; font-variant-numeric: tabular-nums; display: flex; flex-wrap: wrap; gap: 0 6px; align-items: baseline; }
.price small { white-space: nowrap; font-weight: 400; color: var(--soft); }
.item { display: grid; grid-template-columns: 1fr 1fr; gap: 36px; padding: 36px 0 56px; align-items: start; }
.item img { border-radius: 14px; border: 1px solid var(--line); }
.item h1 { margin: 0 0 8px; font-size: 26px; line-height: 1.4; }
.note { margin-top: 20px; padding: 14px 16px; border-radius: 10px; background: #eef3ec; font-size: 14px; }
.back { display: inline-block; margin-top: 20px; }
footer { border-top: 1px solid var(--line); padding: 24px 0 96px; font-size: 13px; color: var(--soft); }
@media (max-width: 640px) { .item { grid-template-columns: 1fr; gap: 18px; } .goods { grid-template-columns: 1fr 1fr; gap: 12px; } .card div { padding: 10px 12px 14px; } .top nav a:not(:last-child) { display: none; } }
`;
