import { type Cell, useCell } from '../model/cell.ts';
import { Choice } from './choice.tsx';
import { useDesk, useView } from './viewContext.ts';

/** Which shop's things are shown; nothing to choose for agents of one shop. */
export function ShopChoice({ cell }: { cell: Cell<string> }) {
  const { say } = useView();
  const { session } = useDesk();
  const shop = useCell(cell);
  if (session.shops.length < 2) return null;
  const options = session.shops.map(({ id, name }) => [id, name] as const);
  return (
    <Choice
      label={say('shop')}
      value={shop}
      onChoice={(value) => cell.set(value)}
      options={[['', say('all_shops')], ...options]}
    />
  );
}
