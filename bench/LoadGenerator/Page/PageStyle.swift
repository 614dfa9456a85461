// How the page looks, by day and by night.

/// The page's style sheet.
enum PageStyle {
    static let css = """
        :root { color-scheme: light dark;
          --paper: #f6f7f9; --card: #fff; --ink: #16202b; --soft: #5b6875; --rule: #e2e6eb;
          --good: #12805c; --good-back: #e0f4ec; --bad: #c0272d; --bad-back: #fdeaea; --warn: #8a5a00;
          --warn-back: #fff4dc;
          --s0: #8a97a5; --s1: #0f8a6a; --s2: #3d6fe0; --s3: #d9722a; --s4: #9a4fd0; --s5: #c23a72; --s6: #7c7a1c; }
        @media (prefers-color-scheme: dark) { :root {
          --paper: #0f1419; --card: #171e26; --ink: #e7edf3; --soft: #95a3b1; --rule: #29333e;
          --good: #4fd3a4; --good-back: #12372c; --bad: #ff7b7b; --bad-back: #411d20; --warn: #f3c46b;
          --warn-back: #3a2d12;
          --s0: #8796a5; --s1: #3ecf9d; --s2: #7aa2ff; --s3: #ff9e5c; --s4: #c48cf5; --s5: #ff7fae; --s6: #cfcb55; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
        main { max-width: 1120px; margin: 0 auto; padding: 40px 20px 64px; }
        header { margin-bottom: 28px; }
        h1 { font-size: 28px; line-height: 1.2; letter-spacing: -.02em; margin: 0 0 6px; }
        h2 { font-size: 18px; margin: 36px 0 12px; letter-spacing: -.01em; }
        h3 { font-size: 15px; margin: 0; }
        p { margin: 0 0 6px; color: var(--soft); }
        code { font: 12.5px/1.5 ui-monospace, "SF Mono", "DejaVu Sans Mono", monospace; }
        header code { display: block; margin-top: 10px; padding: 10px 14px; overflow-x: auto; white-space: pre-wrap;
          overflow-wrap: anywhere; background: var(--card); border: 1px solid var(--rule); border-radius: 8px;
          color: var(--soft); }
        .verdict { display: inline-block; margin: 10px 0 2px; padding: 5px 14px; border-radius: 999px;
          font-weight: 600; background: var(--good-back); color: var(--good); }
        .verdict.no { background: var(--bad-back); color: var(--bad); }
        .notes { list-style: none; margin: 18px 0 0; padding: 0; }
        .notes li { margin-bottom: 6px; padding: 8px 14px; border-radius: 8px; background: var(--warn-back);
          color: var(--warn); }
        .arm { background: var(--card); border: 1px solid var(--rule); border-radius: 12px; padding: 18px 20px;
          margin-bottom: 14px; }
        .arm h3 { display: flex; align-items: center; gap: 8px; font-size: 16px; }
        .arm p { overflow-wrap: anywhere; margin-bottom: 12px; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 14px; margin: 0; }
        .tiles dt { font-size: 12px; color: var(--soft); }
        .tiles dd { margin: 0; white-space: nowrap; font-size: 21px; font-weight: 600; letter-spacing: -.02em;
          font-variant-numeric: tabular-nums; }
        .tiles dd small { font-size: 13px; font-weight: 400; color: var(--soft); letter-spacing: 0; }
        .dot, .legend i { display: inline-block; width: 10px; height: 10px; border-radius: 50%; }
        .scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--rule); border-radius: 12px; }
        table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: 8px 14px; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--rule); }
        th:first-child, td:first-child { text-align: left; }
        thead th { font-size: 12px; font-weight: 500; color: var(--soft); }
        tbody th { font-weight: 500; }
        tbody tr:last-child > * { border-bottom: 0; }
        tr.group th { background: var(--paper); font-size: 12px; color: var(--soft); font-weight: 600; }
        td.no { color: var(--bad); font-weight: 600; } td.yes { color: var(--good); font-weight: 600; }
        .charts { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 480px), 1fr)); gap: 14px; }
        figure { margin: 0; padding: 16px 18px 10px; background: var(--card); border: 1px solid var(--rule);
          border-radius: 12px; min-width: 0; }
        figcaption p { font-size: 13px; }
        .legend { display: flex; flex-wrap: wrap; gap: 4px 16px; list-style: none; margin: 4px 0 6px; padding: 0;
          font-size: 13px; }
        .legend i { margin-right: 6px; }
        svg { display: block; width: 100%; height: auto; overflow: visible; }
        svg text { font: 11.5px system-ui, sans-serif; fill: var(--soft); }
        svg text.row { font-size: 13px; fill: var(--ink); }
        svg text.mark { fill: var(--ink); font-weight: 600; }
        .grid { stroke: var(--rule); } .axis { stroke: var(--soft); }
        .mark { stroke: var(--ink); stroke-dasharray: 4 4; }
        text.mark { stroke: none; }
        .line { fill: none; stroke-width: 2.2; stroke-linejoin: round; stroke-linecap: round; }
        .whisker { stroke-width: 3; stroke-linecap: round; opacity: .55; }
        circle.bad { fill: var(--bad); }
        footer { margin-top: 32px; font-size: 13px; color: var(--soft); }
        @media print { body { background: #fff; } main { padding: 0; } figure, .arm { break-inside: avoid; } }

        """
        + (0...6).map { index in
            ".s\(index) { stroke: var(--s\(index)); } .c\(index) { fill: var(--s\(index)); "
                + "background: var(--s\(index)); }\n"
        }
        .joined()
}
