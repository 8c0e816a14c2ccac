/** What a simulated line's id says, so that another process can take the talk up: which story, begun when, and the how manieth line. */
export interface LineId {
  readonly storyId: string;
  /** Milliseconds. */
  readonly at: number;
  readonly count: number;
}

export function formatLineId({ storyId, at, count }: LineId): string {
  return `sim/${storyId}/${at.toString(36)}/${count}`;
}

export function parseLineId(text: string): LineId | null {
  const { storyId, at, count } = /^sim\/(?<storyId>[a-z-]+)\/(?<at>[0-9a-z]+)\/(?<count>\d+)$/.exec(text)?.groups ?? {};
  if (storyId === undefined || at === undefined || count === undefined) return null;
  return { storyId, at: Number.parseInt(at, 36), count: Number(count) };
}
