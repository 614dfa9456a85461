// How the page to try the chat looks.

extension PlaygroundPage {
    /// The style sheet: light or dark, as the reader's system prefers or as chosen on the page.
    static let style = """
        :root {
          color-scheme: light;
          --back: #fbfcfb; --raised: #ffffff; --sunken: #f0f4f1; --line: #d8e0da; --text: #17201b; --quiet: #55635b;
          --accent: #0f6b42; --on-accent: #ffffff; --soft: #e0f2e8; --bad: #a8281d; --bad-soft: #fdeceb;
          --c1: #14804f; --c2: #2468b4; --c3: #b3611a; --c4: #7d4bb0; --c5: #a83260; --c6: #4d7a1f;
          --shadow: 0 1px 2px rgb(10 40 25 / .06), 0 6px 24px rgb(10 40 25 / .07);
        }
        :root[data-theme="dark"] {
          color-scheme: dark;
          --back: #101412; --raised: #181e1b; --sunken: #1e2622; --line: #313d37; --text: #e7eeea; --quiet: #a2b1a9;
          --accent: #62d39b; --on-accent: #06170e; --soft: #17352a; --bad: #ff9b90; --bad-soft: #3a1b18;
          --c1: #62d39b; --c2: #7db8f7; --c3: #f0ab6c; --c4: #c3a0f2; --c5: #f294b4; --c6: #b2d873;
          --shadow: 0 1px 2px rgb(0 0 0 / .4), 0 6px 24px rgb(0 0 0 / .35);
        }
        * { box-sizing: border-box; }
        html, body { height: 100%; }
        body {
          margin: 0; background: var(--back); color: var(--text); display: flex; flex-direction: column;
          overflow: hidden;
          font: 16px/1.6 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
        }
        [hidden] { display: none !important; }
        .unseen {
          position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%);
          white-space: nowrap;
        }
        .skip { position: absolute; left: -100rem; }
        .skip:focus { left: 1rem; top: .75rem; z-index: 2; background: var(--raised); padding: .4rem .8rem; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .25rem; }
        a { color: var(--accent); }
        button, select, input, textarea { font: inherit; color: inherit; }
        button { cursor: pointer; }
        button:disabled { opacity: .45; cursor: default; }

        header {
          display: flex; align-items: center; gap: .5rem; padding: .6rem max(1rem, env(safe-area-inset-left));
          border-bottom: 1px solid var(--line); background: var(--raised);
        }
        h1 { margin: 0 auto 0 0; font-size: 1.0625rem; letter-spacing: -.01em; display: flex; gap: .55rem;
          align-items: center; }
        h1 svg { width: 1.75rem; height: 1.75rem; color: var(--accent); }
        header select, .plain {
          height: 2.25rem; padding: 0 .7rem; border: 1px solid var(--line); border-radius: .6rem;
          background: var(--back); font-size: .875rem; text-decoration: none; display: inline-flex;
          align-items: center; color: inherit;
        }
        header select { max-width: 11rem; }
        .plain:hover, header select:hover { border-color: var(--accent); }

        main {
          position: relative; flex: 1; min-height: 0; overflow-y: auto; scrollbar-gutter: stable both-edges;
          overscroll-behavior: contain;
        }
        .column { width: 100%; max-width: 48rem; margin: 0 auto; padding: 0 1rem; }
        .welcome { padding-top: 12vh; text-align: center; }
        .welcome h2 { margin: 0 0 .25rem; font-size: clamp(1.5rem, 5vw, 2.1rem); letter-spacing: -.02em;
          line-height: 1.2; }
        .welcome p { margin: 0 auto 1.5rem; color: var(--quiet); max-width: 34rem; }
        .ideas { display: flex; flex-wrap: wrap; gap: .5rem; justify-content: center; }
        .ideas button, .actions button {
          padding: .5rem .95rem; border: 1px solid var(--line); border-radius: 2rem; background: var(--raised);
          font-size: .9375rem;
        }
        .ideas button:hover, .actions button:hover { border-color: var(--accent); background: var(--soft); }

        ol.messages { list-style: none; margin: 0 auto; padding-top: 1.5rem; padding-bottom: 1rem; }
        .message { margin-bottom: 1.5rem; animation: rise .2s ease-out; }
        .mine { display: flex; justify-content: flex-end; }
        .mine .bubble {
          max-width: 85%; padding: .6rem 1rem; border-radius: 1.15rem 1.15rem .3rem 1.15rem;
          background: var(--soft); white-space: pre-wrap; overflow-wrap: anywhere;
        }
        .prose { overflow-wrap: anywhere; }
        .prose p, .prose ul, .prose ol { margin: 0 0 .75rem; }
        .prose h3 { margin: 1rem 0 .35rem; font-size: 1.0625rem; }
        .open .prose:last-of-type > :last-child::after {
          content: ""; display: inline-block; width: .5em; height: 1.05em; margin-left: .15em; border-radius: 2px;
          vertical-align: text-bottom; background: var(--accent); animation: blink 1s steps(2) infinite;
        }
        .thinking { display: flex; gap: .3rem; padding: .6rem 0; }
        .thinking i { width: .5rem; height: .5rem; border-radius: 50%; background: var(--quiet);
          animation: bounce 1.1s infinite; }
        .thinking i:nth-child(2) { animation-delay: .15s; }
        .thinking i:nth-child(3) { animation-delay: .3s; }
        .meta { color: var(--quiet); font-size: .8125rem; font-variant-numeric: tabular-nums; }
        .meta span + span::before { content: "·"; margin: 0 .4rem; }
        .reasoning { margin: 0 0 .75rem; color: var(--quiet); font-size: .9375rem; }
        .reasoning p { margin: .25rem 0; padding-left: .9rem; border-left: 3px solid var(--line);
          white-space: pre-wrap; }
        .fault {
          display: flex; flex-wrap: wrap; gap: .5rem .9rem; align-items: center; margin: .25rem 0 .75rem;
          padding: .7rem 1rem; border-radius: .75rem; background: var(--bad-soft); color: var(--bad);
        }
        .fault span { flex: 1 1 14rem; }
        .fault button { border: 1px solid currentcolor; border-radius: .6rem; background: transparent;
          padding: .3rem .9rem; color: inherit; }

        code, pre { font: .875em/1.6 ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; }
        :not(pre) > code { background: var(--sunken); padding: .1em .35em; border-radius: .3em; }
        .tool {
          margin: 0 0 1rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--raised);
          box-shadow: var(--shadow); overflow: hidden;
        }
        .tool > .inside { padding: 1.1rem 1.25rem; }
        .tool h3 { margin: 0; font-size: 1.0625rem; line-height: 1.35; }
        .tool .quiet { margin: .15rem 0 0; color: var(--quiet); font-size: .9375rem; }
        .waiting { padding: .8rem 1.25rem; color: var(--quiet); font-size: .9375rem; }
        .waiting progress { display: block; width: 100%; height: .3rem; margin-top: .5rem;
          accent-color: var(--accent); }
        .code .bar {
          display: flex; align-items: center; gap: .75rem; padding: .35rem .5rem .35rem 1.1rem;
          border-bottom: 1px solid var(--line); font-size: .8125rem; color: var(--quiet);
        }
        .code .bar b { margin-right: auto; font-weight: 600; color: var(--text); }
        .code .bar button { border: 0; border-radius: .5rem; background: transparent; padding: .25rem .6rem; }
        .code .bar button:hover { background: var(--sunken); }
        .code pre { margin: 0; padding: .9rem 1.1rem; overflow-x: auto; background: var(--sunken); tab-size: 4; }
        .code pre code { display: block; counter-reset: line; }
        .numbered .line::before {
          counter-increment: line; content: counter(line); display: inline-block; width: 2ch; margin-right: 1.5ch;
          text-align: right; color: var(--quiet); user-select: none;
        }
        .k { color: var(--c4); } .s { color: var(--c1); } .n { color: var(--c3); }
        .r { color: var(--quiet); font-style: italic; }
        .chart svg { display: block; width: 100%; height: auto; margin-top: .75rem; overflow: visible; }
        .chart text { fill: var(--quiet); font-size: 13px; }
        .chart .value { fill: var(--text); font-weight: 600; }
        .chart .grid { stroke: var(--line); }
        .f1 { fill: var(--c1); } .f2 { fill: var(--c2); } .f3 { fill: var(--c3); } .f4 { fill: var(--c4); }
        .f5 { fill: var(--c5); } .f6 { fill: var(--c6); }
        .stroke { fill: none; stroke: var(--c1); stroke-width: 3; stroke-linejoin: round; stroke-linecap: round; }
        .shade { fill: var(--c1); opacity: .18; }
        .legend { display: flex; flex-wrap: wrap; gap: .3rem 1rem; margin: .75rem 0 0; padding: 0; list-style: none;
          font-size: .875rem; }
        .legend svg { display: inline; width: .8rem; height: .8rem; margin: 0 .4rem 0 0; }
        details { margin-top: .75rem; font-size: .875rem; }
        summary { cursor: pointer; color: var(--quiet); }
        table { border-collapse: collapse; margin-top: .35rem; }
        th, td { padding: .2rem 1.25rem .2rem 0; text-align: left; border-bottom: 1px solid var(--line); }
        td { font-variant-numeric: tabular-nums; }
        .field { margin-top: .9rem; }
        .field > label, legend { display: block; margin-bottom: .25rem; font-size: .9375rem; font-weight: 600; }
        fieldset { border: 0; margin: .9rem 0 0; padding: 0; }
        .choice { display: flex; gap: .5rem; align-items: center; font-weight: 400; }
        .field input:not([type]), .field input[type="text"], .field input[type="email"], .field input[type="number"],
        .field input[type="date"], .field input[type="password"], .field select, .field textarea {
          width: 100%; padding: .5rem .7rem; border: 1px solid var(--quiet); border-radius: .6rem;
          background: var(--back);
        }
        .field input[type="range"] { width: 100%; accent-color: var(--accent); }
        input[type="checkbox"], input[type="radio"] { width: 1.1rem; height: 1.1rem; accent-color: var(--accent); }
        .strong {
          margin-top: 1.1rem; padding: .5rem 1.2rem; border: 1px solid var(--accent); border-radius: .6rem;
          background: var(--accent); color: var(--on-accent); font-weight: 600;
        }
        .actions { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: 1rem; }
        .actions button.destructive { color: var(--bad); }

        footer { background: linear-gradient(to top, var(--back) 75%, transparent);
          padding: .25rem 0 max(.75rem, env(safe-area-inset-bottom)); }
        .composer {
          display: flex; align-items: flex-end; gap: .5rem; padding: .5rem .5rem .5rem 1.1rem;
          border: 1px solid var(--line); border-radius: 1.5rem; background: var(--raised); box-shadow: var(--shadow);
        }
        .composer:focus-within { border-color: var(--accent); }
        .composer textarea {
          flex: 1; min-width: 0; max-height: 11rem; padding: .4rem 0; border: 0; outline: 0; resize: none;
          background: transparent; line-height: 1.5;
        }
        .composer button {
          flex: none; width: 2.5rem; height: 2.5rem; border: 0; border-radius: 50%; display: grid;
          place-items: center; background: var(--accent); color: var(--on-accent);
        }
        .composer svg { width: 1.15rem; height: 1.15rem; }
        .hint { margin: .4rem 0 0; text-align: center; font-size: .75rem; color: var(--quiet); }
        dialog {
          width: min(26rem, calc(100vw - 2rem)); padding: 1.5rem; border: 1px solid var(--line);
          border-radius: 1rem; background: var(--raised); color: inherit; box-shadow: var(--shadow);
        }
        dialog::backdrop { background: rgb(0 0 0 / .45); }
        dialog h2 { margin: 0 0 .25rem; font-size: 1.125rem; }
        dialog p { margin: 0; color: var(--quiet); font-size: .9375rem; }
        dialog .strong { margin-right: .5rem; }

        @keyframes rise { from { opacity: 0; transform: translateY(6px); } }
        @keyframes blink { 50% { opacity: 0; } }
        @keyframes bounce { 0%, 60%, 100% { transform: none; opacity: .4; } 30% { transform: translateY(-4px); } }
        @media (prefers-reduced-motion: reduce) {
          *, ::before, ::after { animation: none !important; }
        }
        @media (max-width: 36rem) {
          header select { max-width: 8rem; }
          .wide { display: none; }
          .welcome { padding-top: 6vh; }
          .hint { display: none; }
        }
        """
}
