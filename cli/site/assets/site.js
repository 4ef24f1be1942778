(() => {
  const page = document.documentElement;
  const root = page.dataset.root;
  const find = (selector) => document.querySelector(selector);
  const make = (name, properties, ...children) => {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  };

  function setUpTheme() {
    const button = find('.theme');
    const system = matchMedia('(prefers-color-scheme: dark)');
    const current = () => page.dataset.theme ?? (system.matches ? 'dark' : 'light');
    const label = () => {
      const next = current() === 'dark' ? 'light' : 'dark';
      button.textContent = next === 'dark' ? '☾' : '☀';
      button.ariaLabel = button.title = `Use the ${next} theme`;
    };
    button.addEventListener('click', () => {
      const next = current() === 'dark' ? 'light' : 'dark';
      // Back at what the system says, the page follows the system again.
      const isOwn = next !== (system.matches ? 'dark' : 'light');
      if (isOwn) page.dataset.theme = next;
      else delete page.dataset.theme;
      remember(isOwn ? next : undefined);
      label();
    });
    system.addEventListener('change', label);
    label();
    button.hidden = false;
  }

  function remember(theme) {
    try {
      if (theme) localStorage.setItem('ymcp-theme', theme);
      else localStorage.removeItem('ymcp-theme');
    } catch {
      // Where nothing can be stored, the choice holds for this page.
    }
  }

  const load = (file) =>
    new Promise((resolve, reject) => {
      document.head.append(
        make('script', { src: `${root}${file}`, onload: resolve, onerror: () => reject(new Error(file)) }),
      );
    });

  let ready;
  /** The index is large, so it is loaded when somebody begins to search. */
  const loadIndex = () => {
    ready ??= Promise.all([load('minisearch.js'), load('search.js')]).then(() => {
      const { index, options, entries } = globalThis.ymcpSearch;
      const search = MiniSearch.loadJS(index, options);
      return (query) =>
        search
          .search(query, { prefix: true, fuzzy: (term) => (term.length > 4 ? 0.2 : false) })
          .slice(0, 12)
          .map(({ id }) => entries[Number(id)]);
    });
    return ready;
  };

  function setUpSearch() {
    const input = find('#search');
    const list = find('#found');
    const none = find('#found-none');
    let chosen = -1;

    const choose = (index) => {
      const options = [...list.children];
      if (options.length === 0) return input.removeAttribute('aria-activedescendant');
      chosen = (index + options.length) % options.length;
      for (const [at, option] of options.entries()) option.ariaSelected = String(at === chosen);
      options[chosen].scrollIntoView({ block: 'nearest' });
      input.setAttribute('aria-activedescendant', options[chosen].id);
    };
    const close = () => {
      list.hidden = none.hidden = true;
      input.ariaExpanded = 'false';
      input.removeAttribute('aria-activedescendant');
      chosen = -1;
    };
    const show = (query, found) => {
      list.replaceChildren(...found.map(option));
      list.hidden = found.length === 0;
      none.hidden = found.length > 0;
      none.textContent = found.length > 0 ? '' : `No tool fits “${query}”.`;
      input.ariaExpanded = String(found.length > 0);
      choose(0);
    };
    const update = async () => {
      const query = input.value.trim();
      if (query === '') return close();
      const search = await loadIndex();
      // What was typed while the index loaded has its own update.
      if (query === input.value.trim()) show(query, search(query));
    };
    const keys = {
      ArrowDown: () => choose(chosen + 1),
      ArrowUp: () => choose(chosen - 1),
      Enter: () => list.children[chosen]?.click(),
      Escape: () => {
        input.value = '';
        close();
        input.blur();
      },
    };

    input.addEventListener('focus', () => void loadIndex().catch(() => {}));
    input.addEventListener('input', update);
    input.addEventListener('keydown', (event) => {
      if (!keys[event.key]) return;
      event.preventDefault();
      keys[event.key]();
    });
    document.addEventListener('click', (event) => {
      if (!event.target.closest('.search')) close();
    });
    document.addEventListener('keydown', (event) => {
      const isTyping = event.target.closest('input, textarea, [contenteditable]');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.focus();
    });
    find('.search').hidden = false;
  }

  const option = ({ name, title, integration, kind, page: address }, at) =>
    make(
      'a',
      { id: `found-${at}`, role: 'option', href: root + address, tabIndex: -1, className: kind },
      make('b', { textContent: title }),
      make('span', { textContent: integration }),
      make('code', { textContent: name }),
    );

  function setUpCopying() {
    if (!navigator.clipboard) return;
    for (const block of document.querySelectorAll('figure pre')) {
      const button = make('button', { type: 'button', className: 'copy', textContent: 'Copy' });
      button.addEventListener('click', async () => {
        await navigator.clipboard.writeText(block.textContent);
        button.textContent = 'Copied';
        setTimeout(() => {
          button.textContent = 'Copy';
        }, 1_500);
      });
      block.before(button);
    }
  }

  setUpTheme();
  setUpSearch();
  setUpCopying();
})();
