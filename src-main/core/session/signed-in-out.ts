import type { Connection, Session } from '#shared/contracts/desk';
import type { DemoPeople } from '#shared/contracts/session';
import type { Setup, SetupState } from '#shared/contracts/setup';
import type { Agent } from '#shared/domain/agent';
import type { AgentDesk } from '../agent-desk.ts';
import type { Given } from '../session.ts';

/** What becomes of unsent work when its person leaves. */
export type Unsent = 'keep' | 'discard' | 'wait';

/** Who works here: opens the agent's desk, and closes it with nothing of the customers left. */
export interface SignedInOut {
  session(): Session;
  connection(): Connection;
  isSignedIn(): boolean;
  /** Failure('denied') while nobody is signed in. */
  desk(): AgentDesk;
  signIn(hubUrl: string, given: Given): Promise<Session>;
  /** Makes the hub a centre, and its first administrator the one who works here. */
  setUp(hubUrl: string, setup: Setup): Promise<Session>;
  signOut(unsent: Unsent | undefined): Promise<Session>;
  /** Takes the wish to leave once all is sent back. */
  stay(): Session;
  unlock(password: string): Promise<Session>;
  passwordChanged(password: string): Promise<void>;
  /** The hub ended the session. */
  signedOutElsewhere(): Promise<void>;
  /** The local files' threads are gone: everything is opened again, and the agent need not know. */
  reopen(): Promise<void>;
  agentChanged(agent: Agent): void;
  /** The disk is full, or takes things again. */
  diskChanged(): void;
  outboxChanged(): void;
  /** The line is open, and the hub was heard. */
  connected(): void;
  demoPeople(hubUrl: string): Promise<DemoPeople | null>;
  setupState(hubUrl: string): Promise<SetupState | null>;
  /** Who was signed in when the desk was last closed still is. */
  resume(): Promise<void>;
  wake(by: 'agent' | 'hint'): void;
  clockJumped(): void;
  close(): Promise<void>;
}
