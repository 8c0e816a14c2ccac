import type { Locale, LocalizedText } from '#shared/domain/text';
import type { Line } from './lines.ts';
import type { WidgetText } from './text.ts';

/** The talk as plain text, for the customer to keep. Pure. */
export function transcriptOf(lines: readonly Line[], shopName: LocalizedText, text: WidgetText, locale: Locale, now: number): string {
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const head = [text.transcriptTitle(shopName[locale]), text.transcriptSaved(time.format(now)), ''];
  const body = lines.flatMap((line) => {
    const fate = line.mark === null || line.mark === 'sent' || line.mark === 'read' ? '' : ` (${text.marks[line.mark]})`;
    return [
      `[${time.format(line.at)}] ${speakerOf(line, text, locale)}${fate}`,
      [line.text, ...(line.files ?? []).map(({ name }) => `[${name}]`)].join('\n').trim(),
      '',
    ];
  });
  return [...head, ...body].join('\n');
}

export function speakerOf(line: Line, text: WidgetText, locale: Locale): string {
  switch (line.by) {
    case 'customer':
      return text.you;
    case 'agent':
      return line.agentName === null ? text.centre : text.staff(line.agentName[locale]);
    case 'centre':
      return text.centre;
  }
}

/** Hands a text to the browser's own "save file". */
export function saveText(name: string, content: string): void {
  const address = URL.createObjectURL(new Blob([content], { type: 'text/plain;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun by the next task; the bytes need not stay longer.
  setTimeout(() => URL.revokeObjectURL(address), 1_000);
}
