import { expect, test } from 'vitest';
import { FILE_PIECE } from '#shared/contracts/hub';
import { FileProblem, MOST_FILES } from '#shared/files/file-rules';
import { PIECE } from '#widget/files/bring';
import { problemOf, WORDS } from '#widget/files/words';

test('the widget cuts files as the hub expects them', () => {
  expect(PIECE).toBe(FILE_PIECE);
});

test('every refusal of the hub is a sentence in both languages, which says as many files as the hub takes', () => {
  for (const words of Object.values(WORDS)) {
    for (const problem of FileProblem.options) expect(words.problems[problemOf(problem)]).toMatch(/[.。]$/);
    expect(words.problems.too_many).toContain(String(MOST_FILES));
  }
});
