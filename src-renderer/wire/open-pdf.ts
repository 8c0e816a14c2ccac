// oxlint-disable-next-line import/default -- the bundler makes it (css-modules.d.ts)
import PdfWorker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker';

/** A document that can be drawn, page by page. */
export interface OpenPdf {
  readonly pages: number;
  /** Draws one page as wide as the canvas may be; what was begun before for the same canvas is given up. Rejects where it cannot be drawn. */
  draw(page: number, canvas: HTMLCanvasElement, width: number): Promise<void>;
  close(): void;
}

/** Resolves with the document; rejects for what is none, is damaged, or asks for a password. */
export type OpenPdfFile = (bytes: Uint8Array<ArrayBuffer>) => Promise<OpenPdf>;

/** Of a hostile document no page takes longer, and no picture in it more memory. */
const PATIENCE_MS = 20_000;
const MOST_PIXELS = 40_000_000;

// Tables of Japanese, Chinese and Korean letters and the fonts that every reader has; of our own origin, fetched when a document needs them.
const TABLES = import.meta.glob(['../../node_modules/pdfjs-dist/cmaps/*.bcmap', '../../node_modules/pdfjs-dist/standard_fonts/*'], {
  query: '?url',
  import: 'default',
});

/** Instead of addresses made from what the document says: nothing but a name in the list above is ever fetched. */
class BundledTables {
  async fetch({ filename }: { readonly filename: string }): Promise<Uint8Array> {
    const found = Object.entries(TABLES).find(([path]) => path.endsWith(`/${filename}`));
    if (found === undefined) throw new Error('the document wants what is not here');
    const url = await (found[1] as () => Promise<string>)(); // `?url` with `default` is an address
    return new Uint8Array(await (await fetch(url)).arrayBuffer());
  }
}

/**
 * Opens a PDF with pdf.js, in a worker that ends with it, and draws it on a canvas: no script, form, link or annotation of the document
 * does anything, its fonts are drawn as lines and never given to the page, and nothing is fetched but what is ours.
 */
export const openPdf: OpenPdfFile = async (bytes) => {
  const { getDocument, PDFWorker } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const thread = new PdfWorker();
  const worker = new PDFWorker({ port: thread as unknown as null }); // pdf.js takes a Worker, and its types forgot to say so
  const task = getDocument({
    data: bytes,
    worker,
    BinaryDataFactory: BundledTables,
    useWorkerFetch: false,
    useWasm: false,
    enableXfa: false,
    disableFontFace: true,
    useSystemFonts: true,
    isOffscreenCanvasSupported: false,
    isImageDecoderSupported: false,
    maxImageSize: MOST_PIXELS,
    canvasMaxAreaInBytes: MOST_PIXELS * 4,
    disableAutoFetch: true,
    disableStream: true,
    disableRange: true,
    stopAtErrors: true,
    verbosity: 0,
  });
  const close = (): void => {
    void task.destroy().catch(() => {});
    worker.destroy();
    thread.terminate();
  };
  // A document with a password is not asked for it: it is saved and opened elsewhere.
  task.onPassword = () => close();
  try {
    const document = await inTime(task.promise);
    const drawing = { stop: (): void => {} };
    return {
      pages: document.numPages,
      async draw(number, canvas, width) {
        drawing.stop();
        const page = await inTime(document.getPage(number));
        const full = page.getViewport({ scale: 1 });
        const sharp = Math.min(window.devicePixelRatio, 2);
        const scale = Math.min((width * sharp) / full.width, Math.sqrt(MOST_PIXELS / (full.width * full.height)));
        const viewport = page.getViewport({ scale });
        canvas.width = Math.max(1, Math.floor(viewport.width));
        canvas.height = Math.max(1, Math.floor(viewport.height));
        const rendering = page.render({ canvas, viewport, annotationMode: 0, background: 'white' });
        drawing.stop = () => rendering.cancel();
        await inTime(rendering.promise);
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
};

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: number | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = window.setTimeout(() => reject(new Error('the document takes too long')), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    window.clearTimeout(timer);
  }
}
