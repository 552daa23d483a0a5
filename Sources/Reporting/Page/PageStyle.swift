/// The page's style sheet: calm, readable in light, dark and print. The hues are those of ``Hue``.
let pageStyle = #"""
  :root {
    --ground: #fbfbfa; --card: #ffffff; --ink: #1c2026; --soft: #5b636e; --line: #e3e5e8; --grid: #eceef0;
    --blue: #185aca; --orange: #ea9512; --green: #0a935d; --purple: #ce8ab6; --vermilion: #b74100; --sky: #3eb8fe;
    --indigo: #272270; --wine: #6b0a32; --grey: #5f5878;
    color-scheme: light;
  }
  @media (prefers-color-scheme: dark) {
    :root:not([data-scheme="light"]) {
      --ground: #101317; --card: #171b21; --ink: #e4e7eb; --soft: #9ba4b0; --line: #2b3139; --grid: #262c34;
      --blue: #3583dc; --orange: #e3c823; --green: #16c972; --purple: #c880bc; --vermilion: #dc5b16; --sky: #a7e7e7;
      --indigo: #8057ff; --wine: #a02976; --grey: #7e9784;
      color-scheme: dark;
    }
  }
  * { box-sizing: border-box; }
  body {
    margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.55 system-ui, sans-serif;
    -webkit-text-size-adjust: 100%;
  }
  header, main { max-width: 1120px; margin: 0 auto; padding: 0 24px; overflow-wrap: anywhere; }
  header { padding-top: 48px; }
  main { padding-bottom: 64px; }
  h1 { margin: 0; font-size: 2rem; line-height: 1.2; font-weight: 650; letter-spacing: -0.015em; }
  header p { margin: 8px 0 0; color: var(--soft); }
  nav { display: flex; flex-wrap: wrap; gap: 4px 20px; margin-top: 20px; padding-top: 12px; border-top: 1px solid var(--line); }
  a { color: var(--blue); text-underline-offset: 3px; }
  h2 { margin: 0; font-size: 1.3rem; line-height: 1.3; font-weight: 600; }
  h3 { margin: 0 0 6px; font-size: 1rem; font-weight: 600; }
  section { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 20px; margin-top: 48px; scroll-margin-top: 16px; }
  section > * { grid-column: 1 / -1; min-width: 0; }
  section > p { margin: 0; max-width: 72ch; }
  .notice { margin: 28px 0 0; padding: 12px 16px; border-left: 3px solid var(--orange); background: var(--card); }
  code { font-family: ui-monospace, monospace; font-size: 0.92em; }
  dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(200px, 1fr)); gap: 16px 24px; margin: 0; }
  dt { color: var(--soft); font-size: 0.85rem; }
  dd { margin: 2px 0 0; font-size: 1.1rem; font-weight: 550; font-variant-numeric: tabular-nums; }
  figure { margin: 0; padding: 20px; background: var(--card); border: 1px solid var(--line); border-radius: 10px; }
  figure.square { grid-column: span 1; }
  .canvas { position: relative; height: 400px; }
  .square .canvas { height: auto; aspect-ratio: 1; }
  .undrawn .canvas { display: none; }
  figcaption { margin-top: 12px; color: var(--soft); font-size: 0.9rem; max-width: 80ch; }
  .multiples { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 28px 24px; }
  .single .multiples { grid-template-columns: minmax(0, 420px); }
  .multiples > div { display: flex; flex-direction: column; min-width: 0; }
  .multiples h3 { margin: 0; font-size: 0.92rem; font-weight: 600; line-height: 1.35; }
  .multiples p { margin: 1px 0 0; color: var(--soft); font-size: 0.85rem; line-height: 1.4; font-variant-numeric: tabular-nums; }
  .multiples svg { display: block; width: 100%; max-width: 420px; margin-top: auto; padding-top: 10px; font-size: 10px; }
  .multiples text { fill: var(--ink); font-variant-numeric: tabular-nums; }
  .multiples .slim { fill: var(--soft); font-size: 9px; }
  .multiples .name { fill: var(--soft); font-size: 11px; }
  .block { fill: var(--grid); }
  .bar { fill-opacity: 0.5; }
  .link { fill: none; stroke: var(--soft); stroke-width: 0.8; stroke-opacity: 0.75; }
  .legend { display: flex; flex-wrap: wrap; gap: 2px 20px; margin: 16px 0 0; padding: 0; list-style: none; color: var(--soft); font-size: 0.85rem; }
  .legend span { display: inline-block; width: 14px; height: 9px; margin-right: 7px; border-radius: 2px; opacity: 0.5; }
  details { margin-top: 12px; }
  summary { color: var(--soft); font-size: 0.9rem; cursor: pointer; width: fit-content; }
  .scroll { overflow: auto; max-height: 480px; }
  details .scroll { margin-top: 12px; }
  table { border-collapse: collapse; font-size: 0.9rem; font-variant-numeric: tabular-nums; }
  caption { padding: 0 0 6px; text-align: left; font-weight: 600; }
  th, td { padding: 5px 16px 5px 0; text-align: left; vertical-align: top; overflow-wrap: break-word; border-bottom: 1px solid var(--line); }
  th { position: sticky; top: 0; color: var(--soft); font-weight: 550; background: var(--ground); }
  figure th { background: var(--card); }
  .number { text-align: right; white-space: nowrap; }
  :focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
  @media (max-width: 760px) {
    header, main { padding-left: 16px; padding-right: 16px; }
    header { padding-top: 28px; }
    section { margin-top: 36px; gap: 16px; }
    figure { padding: 14px; }
    figure.square { grid-column: 1 / -1; }
  }
  @media print {
    body { background: none; font-size: 11pt; }
    figure { break-inside: avoid; }
    h2, h3 { break-after: avoid; }
    nav, details:not([open]) { display: none; }
    .scroll { max-height: none; overflow: visible; }
    figure.square { grid-column: span 1; }
    .wide .canvas { height: auto !important; }
    canvas { width: 100% !important; height: auto !important; }
  }
  """#
