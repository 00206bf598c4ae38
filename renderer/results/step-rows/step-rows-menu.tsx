import { ListFilter } from 'lucide-react';
import type { StepChoice } from '../../../engine/api/contract.ts';
import { useShortcut } from '../../state/command-keys.ts';
import { Menu } from '../../ui/menu.tsx';
import { t } from '../../words/words.ts';

const titles = { lost: 'Rows lost here', added: 'Rows added here', duplicated: 'Rows duplicated here' } as const;

/** Asks which rows were lost, added or duplicated on the way to the port in sight. */
export function StepRowsMenu({ onAsk }: { readonly onAsk: (kind: StepChoice['kind']) => void }) {
  const keys = { lost: useShortcut('node.rows-lost'), added: useShortcut('node.rows-added'), duplicated: useShortcut('node.rows-duplicated') };
  return (
    <Menu
      align="end"
      trigger={
        <button type="button" className="icon-button" aria-label={t('Rows lost, added or duplicated here')} title={t('Rows lost, added or duplicated here')} data-testid="step-rows-menu">
          <ListFilter />
        </button>
      }
      entries={(['lost', 'added', 'duplicated'] as const).map((kind) => ({ id: kind, title: t(titles[kind]), shortcut: keys[kind], run: () => setTimeout(() => onAsk(kind), 0) }))}
    />
  );
}
