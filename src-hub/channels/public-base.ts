interface Options {
  readonly publicUrl: string | null;
  /** What stands for the vendor on this machine; null: the vendor itself. */
  readonly emulatorUrl: string | null;
  /** How this hub listens; empty before it does. */
  readonly address: () => string;
}

/** Where a channel, and its people, fetch our files: vendors take no address without TLS, an emulator on this machine takes any. */
export function publicBaseOf({ publicUrl, emulatorUrl, address }: Options): () => string | null {
  return () => {
    if (emulatorUrl === null) return publicUrl?.startsWith('https:') === true ? publicUrl : null;
    const base = publicUrl ?? address();
    return base === '' ? null : base;
  };
}
