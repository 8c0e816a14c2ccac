import { parseArgs } from 'node:util';
import { Setup, SetupState, type SetupInput } from '#shared/contracts/setup';
import { PASSWORD_MIN } from '#shared/domain/password';
import { Failure, parseOrFail } from '#shared/rpc/failure';
import { askHub, hubUrlOf } from './hub-http.ts';
import type { Io } from './io.ts';

interface Question {
  readonly option: string;
  readonly asks: string;
  /** What Enter alone means; undefined: it has to be answered. */
  readonly fallback?: string;
}

/** In the order they are asked. A script gives each as `--option`. */
const QUESTIONS: readonly Question[] = [
  { option: 'name-ja', asks: 'センター名（日本語） / centre, in Japanese', fallback: '' },
  { option: 'name-en', asks: 'センター名（英語） / centre, in English', fallback: '' },
  { option: 'time-zone', asks: 'タイムゾーン / time zone', fallback: 'Asia/Tokyo' },
  { option: 'languages', asks: '対応する言語 / languages (ja, en)', fallback: 'ja,en' },
  { option: 'queue-ja', asks: '最初のキュー（日本語） / first queue, in Japanese', fallback: '' },
  { option: 'queue-en', asks: '最初のキュー（英語） / first queue, in English', fallback: '' },
  { option: 'login', asks: '管理者のログイン名 / administrator signs in as' },
  { option: 'family', asks: '姓 / family name' },
  { option: 'given', asks: '名 / given name', fallback: '' },
  { option: 'family-reading', asks: 'セイ / reading of the family name', fallback: '' },
  { option: 'given-reading', asks: 'メイ / reading of the given name', fallback: '' },
  { option: 'latin', asks: 'ローマ字 / name in Latin letters' },
  { option: 'public-ja', asks: 'お客様に見える名前 / name that customers see, in Japanese', fallback: '' },
  { option: 'public-en', asks: 'お客様に見える名前（英語） / name that customers see, in English', fallback: '' },
];

type Answers = Readonly<Record<string, string>>;

/** Makes a hub that nobody administers a centre, with its first administrator. Asks for what no option gives. */
export async function setup(args: readonly string[], io: Io): Promise<number> {
  const options = parseOptions(args);
  const hubUrl = hubUrlOf(options['hub'] as string | undefined, io.env);
  const state = parseOrFail(SetupState, await askHub(hubUrl, '/setup', { method: 'GET' }), 'answer');
  if (state.isSetUp) throw new Failure('conflict', 'this centre is already set up: its administrators add people at their desks');
  const answers: Record<string, string> = {};
  for (const question of QUESTIONS) answers[question.option] = await answerTo(question, options, io);
  const code = state.needsCode
    ? await answerTo({ option: 'code', asks: 'セットアップコード / set-up code, from the hub’s console' }, options, io)
    : '';
  const password = await passwordFrom(options['password-stdin'] === true, io);
  const wished = wishOf(answers, password, code);
  parseOrFail(Setup, wished, 'set-up');
  await askHub(hubUrl, '/setup', { method: 'POST', body: wished });
  io.say(`set up. Open a desk at ${hubUrl} and sign in as ${answers['login']}.`);
  return 0;
}

function wishOf(answers: Answers, password: string, code: string): SetupInput {
  const of = (option: string): string => answers[option] ?? '';
  const optional = (field: string, option: string): object => (of(option) === '' ? {} : { [field]: of(option) });
  const publicName = { ja: of('public-ja'), en: of('public-en') };
  return {
    centre: {
      name: { ja: of('name-ja'), en: of('name-en') },
      timeZone: of('time-zone'),
      // Checked by the schema, which says what is wrong with them.
      locales: of('languages')
        .split(',')
        .map((one) => one.trim()) as SetupInput['centre']['locales'],
    },
    queue: { name: { ja: of('queue-ja'), en: of('queue-en') } },
    admin: {
      loginName: of('login'),
      name: {
        family: of('family'),
        ...optional('given', 'given'),
        ...optional('familyReading', 'family-reading'),
        ...optional('givenReading', 'given-reading'),
      },
      latinName: of('latin'),
      publicName: publicName.ja === '' && publicName.en === '' ? { ja: of('family'), en: of('latin') } : publicName,
      password,
    },
    ...(code === '' ? {} : { code }),
  };
}

async function answerTo({ option, asks, fallback }: Question, options: ReturnType<typeof parseOptions>, io: Io): Promise<string> {
  const given = options[option];
  if (typeof given === 'string') return given.trim();
  if (!io.isInteractive) {
    if (fallback !== undefined) return fallback;
    throw new Failure('invalid', `--${option} is missing`, { field: option });
  }
  for (;;) {
    const answer = (await io.ask(`${asks}${fallback === undefined || fallback === '' ? '' : ` [${fallback}]`}: `)).trim();
    if (answer !== '') return answer;
    if (fallback !== undefined) return fallback;
  }
}

/** Never from an argument: every program on the machine can read those. */
async function passwordFrom(isPiped: boolean, io: Io): Promise<string> {
  if (isPiped) return (await io.readAll()).replace(/\r?\n$/, '');
  const fromEnvironment = io.env['MADOGUCHI_ADMIN_PASSWORD'] ?? '';
  if (fromEnvironment !== '') return fromEnvironment;
  if (!io.isInteractive) throw new Failure('invalid', 'the password comes with --password-stdin or in MADOGUCHI_ADMIN_PASSWORD');
  for (;;) {
    const password = await io.askSecret(`パスワード（${PASSWORD_MIN}文字以上） / password, at least ${PASSWORD_MIN} characters: `);
    if (password.length < PASSWORD_MIN) io.warn(`${PASSWORD_MIN}文字以上にしてください / at least ${PASSWORD_MIN} characters`);
    else if ((await io.askSecret('もう一度 / once more: ')) === password) return password;
    else io.warn('一致しません / the two are not alike');
  }
}

function parseOptions(args: readonly string[]): Readonly<Record<string, string | boolean | undefined>> {
  const text = { type: 'string' as const };
  const options = Object.fromEntries(['hub', 'code', ...QUESTIONS.map(({ option }) => option)].map((name) => [name, text]));
  try {
    return parseArgs({ args: [...args], options: { ...options, 'password-stdin': { type: 'boolean' } } }).values;
  } catch (error) {
    const what = error instanceof Error ? error.message.split('.')[0] : '';
    throw new Failure('invalid', `${what}; "madoguchi setup --help" says what there is`);
  }
}
