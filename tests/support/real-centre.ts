import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Locator, type Page } from 'playwright-core';
import { createI18n } from '#ui/i18n/i18n';
import { createLineEmulator, type LineEmulator } from '#tests/emulators/line-emulator';
import { openAgentPage, type AgentPage, type PageLocale } from './agent-page.ts';
import { runProgram, type RunningProgram } from './running-program.ts';

const HUB_READY = 'hub ready ';
const DESK_READY = 'desk ready ';

/** A centre as its first administrator has it: an empty folder, one command, a browser; LINE's emulator stands in for the vendor. */
export interface RealCentre {
  readonly folder: string;
  readonly line: LineEmulator;
  /** What pages complained about. */
  readonly complaints: readonly string[];
  /** `npm start -- --real`: the hub and, in its page, the administrator's desk. */
  start(folder: string): Promise<{ readonly hubUrl: string; readonly admin: AgentPage; stop(): Promise<void> }>;
  /** Somebody's own computer, at the sign-in page. */
  desk(name: string, hubUrl: string): Promise<AgentPage>;
  /** `madoguchi …`; throws with all it said where it did not end well. */
  madoguchi(...args: readonly string[]): Promise<string>;
  /** A customer's browser. */
  visit(url: string): Promise<Page>;
  close(): Promise<void>;
}

export async function openRealCentre(locale: PageLocale): Promise<RealCentre> {
  const folder = await mkdtemp(path.join(tmpdir(), 'madoguchi 本番 '));
  const line = await createLineEmulator();
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const programs: RunningProgram[] = [];
  const complaints: string[] = [];
  const onComplaint = (complaint: string): void => void complaints.push(complaint);
  const run = (file: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): RunningProgram => {
    const program = runProgram(file, args, { env });
    programs.push(program);
    return program;
  };
  const pageAt = (address: string): Promise<AgentPage> => openAgentPage({ browser, address, locale, onComplaint });

  return {
    folder,
    line,
    complaints,
    async start(data) {
      const args = ['--real', '--data', data, '--port', '0', '--shell', 'browser', '--no-open'];
      const program = run('scripts/start.ts', args, { LINE_API_BASE_URL: line.url });
      const admin = await pageAt((await program.line(DESK_READY)).slice(DESK_READY.length));
      const hubUrl = (await program.line(HUB_READY)).slice(HUB_READY.length);
      return {
        hubUrl,
        admin,
        async stop() {
          await admin.page.context().close();
          await program.stop();
        },
      };
    },
    async desk(name, hubUrl) {
      const data = path.join(folder, `desk ${name}`);
      const program = run('src-main/desk.ts', ['--shell', 'browser', '--no-open', '--hub', hubUrl, '--data', data, '--port', '0']);
      return pageAt((await program.line(DESK_READY)).slice(DESK_READY.length));
    },
    async madoguchi(...args) {
      const program = run('src-hub/cli.ts', args);
      const code = await program.ended;
      const said = program.said.join('\n');
      if (code !== 0) throw new Error(`madoguchi ${args[0] ?? ''} ended with ${code}:\n${said}`);
      return said;
    },
    async visit(url) {
      const context = await browser.newContext({ locale: locale === 'ja' ? 'ja-JP' : 'en-GB', viewport: { width: 1100, height: 800 } });
      const page = await context.newPage();
      await page.goto(url);
      return page;
    },
    async close() {
      await browser.close();
      await Promise.all(programs.toReversed().map((program) => program.stop()));
      await line.close();
      await rm(folder, { recursive: true });
    },
  };
}

export interface NewPerson {
  readonly loginName: string;
  readonly family: string;
  readonly given: string;
  readonly latinName: string;
  readonly password: string;
}

/** An administrator's hands, by the words of the screens. */
export function adminHands(admin: AgentPage, locale: PageLocale) {
  const { page } = admin;
  const { t } = createI18n(locale);
  const fill = (label: string, text: string): Promise<void> => page.getByRole('textbox', { name: label, exact: true }).fill(text);
  const inBoth = (group: string): Locator => page.getByRole('group', { name: group }).getByRole('textbox').first();
  const press = (name: string): Promise<void> => page.getByRole('button', { name, exact: true }).click();
  const save = async (): Promise<void> => {
    await press(t('admin:form.save'));
    await page.getByText(t('admin:form.unsaved')).waitFor({ state: 'hidden' });
  };

  return {
    /** From the empty hub's first page into the admin place. */
    async setsUp(centre: string, queue: string, password: string): Promise<void> {
      await page.getByRole('form', { name: t('setup:title') }).waitFor();
      await inBoth(t('setup:centreName')).fill(centre);
      await inBoth(t('setup:queueName')).fill(queue);
      await fill(t('setup:family'), '青木');
      await fill(t('setup:given'), '直子');
      await fill(t('setup:latinName'), 'Naoko Aoki');
      await fill(t('setup:loginName'), 'aoki');
      await page.getByLabel(t('password:new'), { exact: true }).fill(password);
      await page.getByLabel(t('password:repeat'), { exact: true }).fill(password);
      await press(t('setup:submit'));
      await page.getByRole('list', { name: t('people:title') }).waitFor();
      await admin.connection.getByText(admin.names.connected, { exact: true }).waitFor();
    },
    /** Answers the temporary password. */
    async addsPerson({ family, given, latinName, loginName }: NewPerson, queue: string): Promise<string> {
      await press(t('admin:section.people'));
      await press(t('people:new'));
      await fill(t('people:family'), family);
      await fill(t('people:given'), given);
      await fill(t('people:latinName'), latinName);
      await fill(t('people:loginName'), loginName);
      await page.getByRole('checkbox', { name: queue }).check();
      await press(t('admin:form.save'));
      const slip = page.getByRole('dialog');
      const temporary = (await slip.getByText(/^(?:[a-z2-9]{4}-){3}[a-z2-9]{4}$/).textContent()) ?? '';
      await slip
        .getByRole('button', { name: t('people:csv.close') })
        .last()
        .click();
      await slip.waitFor({ state: 'hidden' });
      return temporary;
    },
    async addsAccount(kind: 'web_chat' | 'line', fillIn: () => Promise<void>): Promise<void> {
      await press(t('admin:section.accounts'));
      await press(t('accounts:newTitle'));
      await page.getByRole('menuitem', { name: t(`accounts:kind.${kind}`), exact: true }).click();
      await fillIn();
      await press(t('admin:form.save'));
      await page.getByRole('button', { name: t('accounts:test.run'), exact: true }).waitFor();
    },
    async namesAccount(name: string): Promise<void> {
      await inBoth(t('accounts:field.name')).fill(name);
    },
    async shopOf(name: string, origin: string): Promise<void> {
      await inBoth(t('accounts:field.shopName')).fill(name);
      await page.getByLabel(t('accounts:field.origins')).fill(origin);
    },
    async setsSecret(name: 'channel_secret' | 'channel_access_token', value: string): Promise<void> {
      const form = page.locator('form', { has: page.getByLabel(t(`accounts:secret.${name}`), { exact: true }) }).last();
      await form.getByLabel(t(`accounts:secret.${name}`), { exact: true }).fill(value);
      await form.getByRole('button', { name: t('accounts:secret.save'), exact: true }).click();
      await page.getByRole('button', { name: t('accounts:secret.replaceOne', { label: t(`accounts:secret.${name}`) }) }).waitFor();
    },
    async snippet(): Promise<string> {
      await press(t('admin:section.widget'));
      return (await page.getByLabel(t('widget:snippet.title')).locator('pre').textContent()) ?? '';
    },
    async addsCanned(title: string, shortcut: string, text: string): Promise<void> {
      await press(t('admin:section.canned'));
      await press(t('canned:new'));
      await inBoth(t('canned:field.title')).fill(title);
      await fill(t('canned:field.shortcut'), shortcut);
      await fill(t('canned:field.text.ja'), text);
      await save();
    },
  };
}

/** Somebody who comes with a temporary password and leaves it at the door. */
export async function comesIn(agent: AgentPage, locale: PageLocale, person: NewPerson, temporary: string): Promise<void> {
  const { page } = agent;
  const { t } = createI18n(locale);
  await signIn(agent, locale, person.loginName, temporary);
  await page.getByLabel(t('password:new'), { exact: true }).fill(person.password);
  await page.getByLabel(t('password:repeat'), { exact: true }).fill(person.password);
  await page.getByRole('button', { name: t('sign-in:choose.submit'), exact: true }).click();
  await agent.inbox.waitFor({ state: 'attached' });
}

export async function signIn({ page }: AgentPage, locale: PageLocale, loginName: string, password: string): Promise<void> {
  const { t } = createI18n(locale);
  await page.getByRole('textbox', { name: t('sign-in:name'), exact: true }).fill(loginName);
  await page.getByLabel(t('sign-in:password'), { exact: true }).fill(password);
  await page.getByRole('button', { name: t('sign-in:submit'), exact: true }).click();
}
