// The renderer's types are those of a browser, without Node's and without vite/client's: this is all that it needs of them.
declare module '*.module.css' {
  const classes: Readonly<Record<string, string>>;
  export default classes;
}

declare module '*.css';
