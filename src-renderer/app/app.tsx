import { FirstWait } from '../features/connection/first-wait.tsx';
import { useSession } from '../wire/desk.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { SignedOut } from './signed-out.tsx';
import { Workspace } from './workspace.tsx';

export function App() {
  const session = useSession((state) => state.session);
  if (session === null) return <FirstWait />;
  return (
    <ErrorBoundary>{session.is === 'signed_in' ? <Workspace key={session.agent.id} /> : <SignedOut session={session} />}</ErrorBoundary>
  );
}
