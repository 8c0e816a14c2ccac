import { describe, expect, test } from 'vitest';
import { mentionsIn } from '#shared/domain/mention';
import { anAgent } from '#tests/support/builders';

const person = (id: string, family: string, given: string, latinName: string) =>
  anAgent({ id: `agt_${id}`, loginName: id, name: { family, given }, latinName });
const TEAM = [
  person('kenji', '佐藤', '健二', 'Kenji Sato'),
  person('ken', '佐藤', '健', 'Ken Sato'),
  person('sara', 'Bennett', 'Sara', 'Sara Bennett'),
];

describe('who is called in a note', () => {
  test.each([
    ['@佐藤 健二 さん、お願いします', ['agt_kenji']],
    ['@佐藤 健さん、お願いします', ['agt_ken']],
    ['cc @Sara Bennett, @Kenji Sato!', ['agt_sara', 'agt_kenji']],
    ['@Sara Bennettson', []],
    ['佐藤 健二', []],
    ['mail@佐藤', []],
    ['@@Sara Bennett', ['agt_sara']],
    ['', []],
  ])('“%s” calls %j', (text, expected) => {
    expect(mentionsIn(text, TEAM).map(({ agentId }) => agentId)).toEqual(expected);
  });

  test('says where, so that it can be drawn', () => {
    const text = 'ok @Kenji Sato.';
    expect(mentionsIn(text, TEAM).map(({ start, end }) => text.slice(start, end))).toEqual(['@Kenji Sato']);
  });

  test('two of one name are both called', () => {
    expect(mentionsIn('@佐藤 健', [...TEAM, person('other', '佐藤', '健', 'Takeshi Sato')]).map(({ agentId }) => agentId)).toEqual([
      'agt_ken',
      'agt_other',
    ]);
  });
});
