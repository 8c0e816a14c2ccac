// The renderer's types are those of a browser, without Node's and without vite/client's: this is all that it needs of them.
declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>;
  export default classes;
}

declare module '*.css';

/** A worker of its own file, made by the bundler. */
declare module '*?worker' {
  const Made: new () => Worker;
  export default Made;
}

interface ImportMeta {
  /** Of the bundler: the files that fit, each loaded when it is asked for. */
  glob(
    patterns: readonly string[],
    options: { readonly query: string; readonly import: string },
  ): Readonly<Record<string, () => Promise<unknown>>>;
}
