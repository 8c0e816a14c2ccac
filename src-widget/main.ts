// The one script a shop embeds: <script src="https://hub/widget.js" data-account="chat" async></script>
import { readConfig } from './config.ts';
import { createWidget } from './widget.ts';

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const config = readConfig(script, document);
  // The shop's page comes first: nothing of ours runs before it stands and is at rest.
  whenAtRest(() => {
    if (document.querySelector('madoguchi-widget') === null) createWidget(config, window);
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
