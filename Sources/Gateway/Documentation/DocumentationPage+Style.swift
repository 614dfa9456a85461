// How the documentation page looks.

extension DocumentationPage {
    /// The style sheet: light or dark as the reader prefers.
    static let style = """
        :root {
          color-scheme: light dark;
          --back: #ffffff; --raised: #f5f7f5; --line: #dbe1dc; --text: #1c2420; --quiet: #57635c;
          --accent: #14693f; --get: #1d5fa8; --post: #14693f; --bad: #a8281d;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --back: #141816; --raised: #1d2320; --line: #35403a; --text: #e6ece8; --quiet: #a3b0a8;
            --accent: #6fd3a0; --get: #86bdf5; --post: #6fd3a0; --bad: #ff9a8f;
          }
        }
        * { box-sizing: border-box; }
        html { scroll-padding-top: 1rem; }
        body {
          margin: 0; background: var(--back); color: var(--text);
          font: 16px/1.55 system-ui, sans-serif;
          display: grid; grid-template-columns: 16rem minmax(0, 1fr);
        }
        a { color: var(--accent); }
        a:focus-visible, button:focus-visible, summary:focus-visible, input:focus-visible,
        textarea:focus-visible, select:focus-visible, pre:focus-visible {
          outline: 3px solid var(--accent); outline-offset: 2px;
        }
        .skip { position: absolute; left: -100rem; }
        .skip:focus { left: 1rem; top: 1rem; background: var(--back); padding: .5rem 1rem; }
        nav {
          position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem;
          background: var(--raised); border-right: 1px solid var(--line); font-size: .875rem;
        }
        nav h2 {
          margin: 1.25rem 0 .25rem; font-size: .75rem; letter-spacing: .06em;
          text-transform: uppercase; color: var(--quiet);
        }
        nav ul { list-style: none; margin: 0; padding: 0; }
        nav a { display: block; padding: .2rem .25rem; text-decoration: none; color: var(--text); }
        nav a:hover { color: var(--accent); text-decoration: underline; }
        nav .method { font-size: .65rem; min-width: 2.6rem; }
        main { padding: 2rem clamp(1rem, 4vw, 3.5rem) 6rem; max-width: 68rem; }
        h1 { margin: 0 0 .5rem; font-size: 2rem; line-height: 1.2; }
        h1 small { font-size: 1rem; font-weight: 400; color: var(--quiet); }
        h2 { margin: 3rem 0 .25rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); }
        h3 { margin: 0; font-size: 1.125rem; }
        h4 { margin: 1.25rem 0 .25rem; font-size: .875rem; color: var(--quiet); }
        p { margin: .5rem 0; max-width: 48rem; }
        code, pre, textarea { font: .875em/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
        pre {
          margin: .5rem 0; padding: .75rem 1rem; overflow: auto; max-height: 24rem;
          background: var(--raised); border: 1px solid var(--line); border-radius: .375rem;
          white-space: pre-wrap; overflow-wrap: anywhere;
        }
        section.item {
          margin: 1.25rem 0; padding: 1.25rem 1.5rem; border: 1px solid var(--line);
          border-radius: .5rem;
        }
        .method {
          display: inline-block; min-width: 3.5rem; font-weight: 700; font-size: .8125rem;
          font-family: ui-monospace, "DejaVu Sans Mono", monospace;
        }
        .get { color: var(--get); }
        .post { color: var(--post); }
        .quiet { color: var(--quiet); }
        .bad { color: var(--bad); }
        table { width: 100%; border-collapse: collapse; font-size: .9375rem; margin: .25rem 0; }
        th, td {
          padding: .4rem .75rem .4rem 0; text-align: left; vertical-align: top;
          border-bottom: 1px solid var(--line); overflow-wrap: anywhere;
        }
        th { font-weight: 600; }
        th .quiet { font-size: .8125rem; font-weight: 400; }
        thead th { font-size: .8125rem; color: var(--quiet); }
        td p:first-child { margin-top: 0; }
        td p:last-child { margin-bottom: 0; }
        th.name { width: 14rem; }
        th.status { width: 4rem; }
        .alternative { margin: .75rem 0; padding-left: 1rem; border-left: 3px solid var(--line); }
        details { margin: .5rem 0; }
        summary { cursor: pointer; color: var(--accent); }
        form { margin-top: .5rem; }
        label { display: block; margin: .75rem 0 .25rem; font-size: .875rem; font-weight: 600; }
        input, textarea, select {
          width: 100%; padding: .45rem .6rem; color: inherit; background: var(--back);
          border: 1px solid var(--quiet); border-radius: .375rem; font-size: .9375rem;
        }
        textarea { min-height: 14rem; resize: vertical; }
        button {
          margin: .75rem .5rem .25rem 0; padding: .45rem 1.1rem; font: inherit; font-weight: 600;
          color: var(--back); background: var(--accent); border: 1px solid var(--accent);
          border-radius: .375rem; cursor: pointer;
        }
        button.second { color: var(--accent); background: transparent; }
        button:disabled { opacity: .45; cursor: default; }
        .answer { white-space: pre-wrap; padding-left: 1rem; border-left: 3px solid var(--accent); }
        .answer:empty { display: none; }
        @media (max-width: 52rem) {
          body { display: block; }
          nav { position: static; height: auto; border-right: 0; }
          section.item { padding: 1rem; }
          th.name { width: 9rem; }
        }
        """
}
