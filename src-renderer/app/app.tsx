import { useSession } from '../wire/desk.tsx';

export function App() {
  const session = useSession((state) => state.session);
  return <p>{session?.is}</p>;
}
