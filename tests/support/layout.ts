/**
 * happy-dom lays nothing out: every element measures 0, and a virtual list would draw nothing. This gives each element the size of a
 * page, which is all that the lists ask for; what things look like is for Chromium.
 */
export function giveLayout({ width = 1440, height = 900 } = {}): void {
  const own = (name: string, value: number): void => {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => value });
  };
  own('offsetWidth', width);
  own('offsetHeight', height);
  own('clientWidth', width);
  own('clientHeight', height);
  Object.defineProperty(window, 'innerWidth', { configurable: true, value: width });
}
