/** Whether ⌘ is the key that others call Ctrl. */
export function isMac(): boolean {
  return /Mac|iP(?:ad|hone)/.test(navigator.platform);
}
