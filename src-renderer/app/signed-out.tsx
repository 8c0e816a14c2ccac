import { lazy, Suspense, useEffect, useState } from 'react';
import type { Session } from '#shared/contracts/desk';
import type { SetupState } from '#shared/contracts/setup';
import { SignInPage } from '../features/sign-in/sign-in-page.tsx';
import { useDesk } from '../wire/desk.tsx';

// Once in a centre's life.
const SetupPage = lazy(async () => ({ default: (await import('../features/setup/setup-page.tsx')).SetupPage }));

/** The way in: to a hub with people by their names, to one that nobody administers by setting it up. */
export function SignedOut({ session }: { readonly session: Extract<Session, { is: 'signed_out' }> }) {
  const [hubUrl, setHubUrl] = useState(session.hubUrl);
  const [signsIn, setSignsIn] = useState(false);
  const setup = useSetupState(hubUrl);
  if (setup === null || setup.isSetUp || signsIn) {
    return (
      <SignInPage
        session={session}
        onHubAsked={(asked) => {
          setHubUrl(asked);
          setSignsIn(false);
        }}
      />
    );
  }
  return (
    <Suspense fallback={null}>
      <SetupPage hubUrl={hubUrl} needsCode={setup.needsCode} onElsewhere={() => setSignsIn(true)} />
    </Suspense>
  );
}

/** Null while it is not known, and where the hub does not say. */
function useSetupState(hubUrl: string): SetupState | null {
  const { desk } = useDesk();
  const [answer, setAnswer] = useState<{ readonly hubUrl: string; readonly state: SetupState | null } | null>(null);
  useEffect(() => {
    if (hubUrl === '') return;
    const question = { isOpen: true };
    desk.call('setup.state', { hubUrl }).then(
      (state) => {
        if (question.isOpen) setAnswer({ hubUrl, state });
      },
      // An address that is none: the sign-in page says so when it is used.
      () => {},
    );
    return () => {
      question.isOpen = false;
    };
  }, [desk, hubUrl]);
  return answer?.hubUrl === hubUrl ? answer.state : null;
}
