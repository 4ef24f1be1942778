// Runs before the page is painted, so that a remembered theme does not flash.
(() => {
  const theme = (() => {
    try {
      return localStorage.getItem('ymcp-theme');
    } catch {
      return null;
    }
  })();
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
})();
