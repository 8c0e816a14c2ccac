import { describe, expect, test, vi } from 'vitest';
import { TEXT_LIMIT } from '#shared/domain/text';
import { TEXT_LIMIT as WIDGET_TEXT_LIMIT } from '#widget/composer';
import { createCompositionGuard } from '#widget/ime';
import type { Line } from '#widget/lines';
import { createLineList } from '#widget/line-list';
import { splitLinks } from '#widget/links';
import { en } from '#widget/text.en';
import { ja } from '#widget/text.ja';
import { transcriptOf } from '#widget/transcript';

test('the widget and the hub agree on how long a line may be', () => {
  expect(WIDGET_TEXT_LIMIT).toBe(TEXT_LIMIT);
});

describe('links in a line', () => {
  test.for([
    ['https://example.jp/返品 をご覧ください', ['https://example.jp/返品']],
    ['（https://example.jp/a）。', ['https://example.jp/a']],
    ['see https://example.com/a?b=1&c=2.', ['https://example.com/a?b=1&c=2']],
    ['javascript:alert(1) data:text/html,x //evil', []],
    ['http://a http://b', ['http://a', 'http://b']],
  ] as const)('%s', ([text, links]) => {
    const parts = splitLinks(text);
    expect(parts.flatMap(({ href }) => href ?? [])).toEqual(links);
    expect(parts.map((part) => part.text).join('')).toBe(text);
  });
});

test('markup in a line is text, in every part of it', () => {
  const list = createLineList({ retry: vi.fn<(key: string) => void>(), discard: vi.fn<(key: string) => void>() }, null);
  const evil = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  const line: Line = { key: 'a', by: 'agent', agentName: { ja: evil, en: evil }, text: evil, at: 0, mark: null };
  list.draw([line], en, 'en', true);
  expect(list.node.querySelectorAll('img, script')).toHaveLength(0);
  expect(list.node.textContent).toContain(evil);
});

test('the transcript says who said what and when, and what never left', () => {
  const at = Date.parse('2026-11-20T01:00:00.000Z');
  const lines: Line[] = [
    { key: 'a', by: 'customer', agentName: null, text: '返金は\nいつですか', at, mark: 'read' },
    { key: 'b', by: 'agent', agentName: { ja: '佐藤', en: 'Mika' }, text: '明日です', at, mark: null },
    { key: 'c', by: 'customer', agentName: null, text: 'はい', at, mark: 'unsent' },
  ];
  const text = transcriptOf(lines, { ja: 'みどり商店', en: 'Midori Shop' }, ja, 'ja', at);
  expect(text).toContain('みどり商店');
  expect(text).toMatch(/お客様\n返金は\nいつですか/);
  expect(text).toMatch(/担当：佐藤\n明日です/);
  expect(text).toMatch(/お客様 \(未送信 – 再送します\)\nはい/);
});

describe('Enter while an IME composes', () => {
  function guard() {
    const field = document.createElement('textarea');
    return { field, isComposing: createCompositionGuard(field) };
  }
  const enter = (): KeyboardEvent => new KeyboardEvent('keydown', { key: 'Enter' });

  test('is the IME’s, also where compositionend comes before the key', async () => {
    const { field, isComposing } = guard();
    field.dispatchEvent(new Event('compositionstart'));
    expect(isComposing(enter())).toBe(true);
    field.dispatchEvent(new Event('compositionend'));
    expect(isComposing(enter())).toBe(true);
    await expect.poll(() => isComposing(enter())).toBe(false);
  });

  test('is the IME’s where the engine says only 229', () => {
    const { isComposing } = guard();
    const event = enter();
    Object.defineProperty(event, 'keyCode', { value: 229 });
    expect(isComposing(event)).toBe(true);
  });
});
