// Before the first paint, and not inline, which the page's policy forbids: the theme that was chosen last.
try {
  const theme = localStorage.getItem('seatrial.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Without storage the system's theme holds.
}
