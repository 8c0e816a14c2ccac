// The one script a shop embeds: <script src="https://hub/widget.js" data-account="chat" async></script>
import { readConfig } from './config.ts';
import { createMadoguchi, type Madoguchi } from './madoguchi.ts';

const script = document.currentScript;
// A page that embeds it twice has it once.
if (script instanceof HTMLScriptElement && !('madoguchi' in window)) begin(script);

function begin(own: HTMLScriptElement): void {
  const config = readConfig(own, document);
  let told: string | null | undefined;
  let running: Madoguchi | null = null;
  const madoguchi: Madoguchi = {
    identify(token) {
      if (running === null) told = token;
      else running.identify(token);
    },
  };
  Object.defineProperty(window, 'madoguchi', { value: madoguchi });
  // The shop's page comes first: nothing of ours runs before it stands and is at rest.
  whenAtRest(() => {
    running = createMadoguchi(told === undefined ? config : { ...config, identity: told }, window);
    // Logged out while the page was loading: what was kept goes too.
    if (told === null) running.identify(null);
  });
}

function whenAtRest(run: () => void): void {
  // Safari has no requestIdleCallback, whatever the type says.
  const idle = window.requestIdleCallback as typeof window.requestIdleCallback | undefined;
  const soon = (): void => {
    if (idle === undefined) setTimeout(run, 1);
    else idle(run, { timeout: 2_000 });
  };
  if (document.readyState === 'complete') soon();
  else window.addEventListener('load', soon, { once: true });
}
