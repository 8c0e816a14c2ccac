import type { GivenAttachment } from '#shared/domain/message';
import type { Locale } from '#shared/domain/text';
import { button, el, setText } from '../dom.ts';
import type { FileDeps, Files } from '../attach.ts';
import { bringFile } from './bring.ts';
import { fileNode, label } from './show.ts';
import { dress } from './styles.ts';
import { WORDS, type FileWords } from './words.ts';

const MOST = 4;

interface Draft {
  readonly id: string;
  readonly file: File;
  readonly name: string;
  state: 'going' | 'taken' | 'refused';
  received: number;
  given: GivenAttachment | null;
  why: keyof FileWords['problems'] | null;
}

/** What the widget fetches when somebody sends or sees a file (rolldown.config.ts): choosing, bringing, showing. */
export function createFiles({ slot, config, chat, onChange, page }: FileDeps): Files {
  const drafts: Draft[] = [];
  const list = el('ul', { class: 'drafts' });
  const input = el('input', { attributes: { type: 'file', multiple: '' } });
  let locale: Locale = 'ja';
  input.hidden = true;
  slot.append(list, input);
  dress(slot);
  takeGiven(slot.parentElement ?? slot, add);
  input.addEventListener('change', () => {
    add([...(input.files ?? [])]);
    input.value = '';
  });

  function add(files: readonly File[]): void {
    for (const file of files) {
      const name = nameOf(file);
      const draft: Draft = { id: `blb_${randomHex(page)}`, file, name, state: 'going', received: 0, given: null, why: null };
      const isTooMany = drafts.filter(({ state }) => state !== 'refused').length >= MOST;
      if (isTooMany) Object.assign(draft, { state: 'refused', why: 'too_many' });
      drafts.push(draft);
      if (!isTooMany) void bring(draft);
    }
    draw();
  }

  async function bring(draft: Draft): Promise<void> {
    const isWanted = (): boolean => drafts.includes(draft);
    const onMoved = (received: number): void => {
      draft.received = received;
      draw();
    };
    const brought = await bringFile(draft.id, draft.file, draft.name, (path, body) => postPiece(path, body), onMoved, isWanted);
    if (brought.is === 'taken') Object.assign(draft, { state: 'taken', given: brought.file });
    else Object.assign(draft, { state: 'refused', why: brought.why });
    draw();
  }

  /** Null: the hub cannot be reached. */
  async function postPiece(path: string, body: Blob, refused?: string): Promise<Response | null> {
    const token = await chat.token(refused);
    if (token === undefined) return null;
    const headers = { 'content-type': 'application/octet-stream', authorization: `Bearer ${token}` };
    // No network: whoever sends it tries again.
    const answer = await page
      .fetch(`${config.hubUrl}widget/${config.account}/${path}`, { method: 'POST', headers, body })
      .catch(() => null);
    const isRefused = answer?.status === 401 || answer?.status === 403;
    return isRefused && refused === undefined ? postPiece(path, body, token) : answer;
  }

  function draw(): void {
    const words = WORDS[locale];
    list.replaceChildren(
      ...drafts.map((draft) => {
        const { name, state, received, file, why } = draft;
        const how = el('span', { class: 'draft-state', attributes: state === 'refused' ? { role: 'alert' } : {} });
        if (state === 'going') setText(how, `${words.reading} ${Math.floor((received / Math.max(1, file.size)) * 100)}%`);
        if (why !== null) setText(how, words.problems[why]);
        const remove = button('draft-remove', () => drop(draft), document.createTextNode('×'));
        remove.setAttribute('aria-label', words.remove(name));
        const said = el('span', { class: 'draft-name', text: label({ name, size: file.size }) });
        return el('li', { class: 'draft', attributes: { 'data-state': state } }, said, how, remove);
      }),
    );
    onChange();
  }

  function drop(draft: Draft): void {
    drafts.splice(drafts.indexOf(draft), 1);
    draw();
  }

  return {
    choose: () => input.click(),
    given: () => drafts.flatMap(({ given }) => given ?? []),
    isBusy: () => drafts.some(({ state }) => state === 'going'),
    clear() {
      drafts.length = 0;
      draw();
    },
    show: (file, isThere) => fileNode(file, WORDS[locale], isThere ? () => chat.fileAddress(file.blobId) : null),
    speak(next) {
      if (next === locale) return;
      locale = next;
      draw();
    },
  };
}

/** What is pasted into the field or dropped on it. A cell of a sheet is copied as words and as their picture: the words are meant. */
function takeGiven(place: HTMLElement, add: (files: readonly File[]) => void): void {
  const take = (event: Event, data: DataTransfer | null): void => {
    const files = [...(data?.files ?? [])];
    if (files.length === 0 || data?.getData('text/plain') !== '') return;
    event.preventDefault();
    add(files);
  };
  place.addEventListener('paste', (event) => take(event, event.clipboardData));
  place.addEventListener('dragover', (event) => event.preventDefault());
  place.addEventListener('drop', (event) => take(event, event.dataTransfer));
}

/** Phones and clipboards call every picture the same, or nothing. */
function nameOf({ name, type }: File): string {
  return name === '' ? `file.${type.split('/')[1] ?? 'bin'}` : name;
}

/** crypto.randomUUID is not there on http: pages. */
function randomHex(page: Window): string {
  return Array.from(page.crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
