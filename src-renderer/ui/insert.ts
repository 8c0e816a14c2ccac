import { createContext, use } from 'react';

/** Puts words into the field that a tool belongs to, where its cursor stands, and the focus with them; no words only give it the focus. */
export type Insert = (words: string) => void;

export const InsertContext = createContext<Insert | null>(null);

export function useInsert(): Insert {
  const insert = use(InsertContext);
  if (insert === null) throw new Error('useInsert needs a field around it');
  return insert;
}
