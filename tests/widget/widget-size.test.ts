// @vitest-environment node
import { gzipSync } from 'node:zlib';
import { rolldown, type OutputOptions, type RolldownOptions } from 'rolldown';
import { loadConfig } from 'rolldown/config';
import { expect, test } from 'vitest';

const LIMIT = 30_000;

test('the widget is one file of less than 30 kB, gzipped, that asks nothing of the page', async () => {
  const options = await widgetOptions();
  const bundle = await rolldown(options);
  const { output } = await bundle.generate(options.output);
  await bundle.close();
  expect(output).toHaveLength(1);
  const [{ code }] = output;
  expect(gzipSync(code).length).toBeLessThan(LIMIT);
  expect(code).not.toMatch(/\beval\(|new Function|innerHTML|outerHTML|insertAdjacentHTML|document\.write|setAttribute\("style"/);
});

/** As it is built for release. */
async function widgetOptions(): Promise<RolldownOptions & { output: OutputOptions }> {
  const config = await loadConfig('rolldown.config.ts');
  const all = Array.isArray(config) ? config : [];
  for (const { output, ...rest } of all) {
    if (output !== undefined && !Array.isArray(output) && output.file?.endsWith('widget.js') === true) return { ...rest, output };
  }
  throw new Error('rolldown.config.ts builds no widget');
}
