import { FirstWait } from '../features/connection/first-wait.tsx';
import { SignedOutElsewhere } from '../features/connection/signed-out-elsewhere.tsx';
import { useSession } from '../wire/desk.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { LockedPage } from '../features/sign-in/locked-page.tsx';
import { SignedOut } from './signed-out.tsx';
import { Workspace } from './workspace.tsx';

export function App() {
  const session = useSession((state) => state.session);
  if (session === null) return <FirstWait />;
  switch (session.is) {
    case 'signed_in':
      return <ErrorBoundary>{<Workspace key={session.agent.id} />}</ErrorBoundary>;
    case 'locked':
      return <LockedPage session={session} />;
    case 'signed_out':
      return (
        <ErrorBoundary>
          <SignedOutElsewhere />
          <SignedOut session={session} />
        </ErrorBoundary>
      );
  }
}
