import * as z from 'zod';
import type { Channel } from '../domain/conversation.ts';
import type { ComposerMode } from '../domain/draft.ts';
import { Failure } from '../rpc/failure.ts';
import { cleanFileName, extensionOf } from './file-name.ts';

/** Why a file is not taken. Each is one sentence on every screen: locales/…/files.json, src-widget/text.*.ts. */
export const FileProblem = z.enum([
  'empty',
  'too_large',
  'too_many',
  'type_not_allowed',
  'type_differs',
  'executable',
  'active_content',
  'picture_too_large',
  'archive_too_large',
  'macro',
  'two_in_one',
  'damaged',
  'channel_takes_none',
  'needs_public_url',
]);
export type FileProblem = z.infer<typeof FileProblem>;

const SENTENCES: Record<FileProblem, string> = {
  empty: 'the file is empty',
  too_large: 'the file is larger than this place takes',
  too_many: 'too many files wait here already',
  type_not_allowed: 'files of this type are not taken',
  type_differs: 'the file is not what its name says',
  executable: 'the file is a program',
  active_content: 'the file holds a script',
  picture_too_large: 'the picture has more pixels than a screen can open safely',
  archive_too_large: 'the document would unpack to far more than its size',
  macro: 'the document holds macros',
  two_in_one: 'the file is two files in one',
  damaged: 'the file is damaged or incomplete',
  channel_takes_none: 'this channel takes no files',
  needs_public_url: 'this channel fetches files from the hub, which has no public address yet (PUBLIC_URL)',
};

export function fileFailure(problem: FileProblem): Failure {
  return new Failure('invalid', SENTENCES[problem], { field: `file.${problem}` });
}

/** Which of our refusals it is; null for every other failure. */
export function fileProblemOf({ field }: { readonly field?: string | undefined }): FileProblem | null {
  return field?.startsWith('file.') === true ? (FileProblem.safeParse(field.slice('file.'.length)).data ?? null) : null;
}

/** Everything that goes in or out, by what it is; all else is refused. Nothing of it runs by being opened in its own program. */
export const EXTENSIONS_OF = {
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/png': ['png'],
  'image/gif': ['gif'],
  'image/webp': ['webp'],
  'image/heic': ['heic', 'heif'],
  'application/pdf': ['pdf'],
  'text/plain': ['txt', 'log'],
  'text/csv': ['csv'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'video/mp4': ['mp4', 'm4v'],
  'video/quicktime': ['mov'],
  'audio/mp4': ['m4a'],
  'audio/mpeg': ['mp3'],
  'audio/wav': ['wav'],
} as const;
export type SafeType = keyof typeof EXTENSIONS_OF;

// Of its own table; the type of Object.entries forgets the keys.
const TYPE_OF_EXTENSION = new Map(
  (Object.entries(EXTENSIONS_OF) as [SafeType, readonly string[]][]).flatMap(([type, names]) => names.map((name) => [name, type] as const)),
);

/** What systems also call them; a system that does not know a type says nothing, or "bytes". */
const ALSO: Readonly<Record<string, readonly SafeType[]>> = {
  '': Object.keys(EXTENSIONS_OF) as SafeType[],
  'application/octet-stream': Object.keys(EXTENSIONS_OF) as SafeType[],
  'image/jpg': ['image/jpeg'],
  'image/pjpeg': ['image/jpeg'],
  'image/heif': ['image/heic'],
  'application/vnd.ms-excel': ['text/csv'],
  'text/plain': ['text/csv', 'text/plain'],
  'text/x-log': ['text/plain'],
  'audio/x-m4a': ['audio/mp4'],
  'audio/m4a': ['audio/mp4'],
  'audio/mp3': ['audio/mpeg'],
  'audio/x-wav': ['audio/wav'],
  'audio/wave': ['audio/wav'],
  'video/x-m4v': ['video/mp4'],
};

const PROGRAMS = new Set(
  'exe com bat cmd scr pif msi msix appx cpl dll sys lnk url scf inf reg ps1 psm1 vbs vbe js jse mjs cjs wsf wsh hta jar class app dmg pkg command sh bash zsh csh ksh run bin elf so apk ipa deb rpm appimage desktop service py pyw pl rb php phar asp aspx jsp chm gadget'.split(
    ' ',
  ),
);
const PAGES = new Set('html htm xhtml xht mht mhtml shtml svg svgz xml xsl xslt swf'.split(' '));
const WITH_MACROS = new Set('docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm doc xls ppt dot xlt pot'.split(' '));

const MEGABYTE = 1_000_000;
export const NOTE_FILE_LIMIT = 20 * MEGABYTE;
/** The largest that any place takes. */
export const FILE_LIMIT = 20 * MEGABYTE;
/** Of one message or note. */
export const MOST_FILES = 4;

/** The largest file that may go out on a channel, in bytes; zero where none may. What a vendor takes less of goes as a link. */
export const FILE_LIMIT_OF: Record<Channel, number> = {
  voice: 0,
  chat: FILE_LIMIT,
  sms: FILE_LIMIT,
  line: FILE_LIMIT,
  whatsapp: 0,
  messenger: 0,
  email: 0,
};

/** Null: of a note, which no channel carries. */
export function fileLimitOf(mode: ComposerMode, channel: Channel | null): number {
  return mode === 'note' || channel === null ? NOTE_FILE_LIMIT : FILE_LIMIT_OF[channel];
}

export interface GivenFile {
  readonly name: string;
  /** As whoever gives it says. */
  readonly mediaType: string;
  readonly size: number;
}

/** What can be said without reading the file: its name as it will be kept and what it must be by it, or why it is not taken. */
export function checkGiven(
  { name, mediaType, size }: GivenFile,
  limit: number,
): { readonly name: string; readonly type: SafeType } | FileProblem {
  if (limit === 0) return 'channel_takes_none';
  const clean = cleanFileName(name);
  const extension = extensionOf(clean);
  const type = TYPE_OF_EXTENSION.get(extension);
  if (PROGRAMS.has(extension)) return 'executable';
  if (PAGES.has(extension)) return 'active_content';
  if (WITH_MACROS.has(extension)) return 'macro';
  if (type === undefined) return 'type_not_allowed';
  const declared = (mediaType.split(';')[0] ?? '').trim().toLowerCase();
  if (declared !== type && ALSO[declared]?.includes(type) !== true) return 'type_differs';
  if (size === 0) return 'empty';
  return size > limit ? 'too_large' : { name: clean, type };
}
