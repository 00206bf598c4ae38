import { chooseEnvironment } from '../state/environment-actions.ts';
import { useWorkbench } from '../state/workbench.ts';
import { Select } from '../inspector/fields/select.tsx';
import { t } from '../words/words.ts';

export const environmentChoiceId = 'environment';

/** Which environment checks, previews and runs use; nothing to see where the flow has none. */
export function EnvironmentChoice() {
  const all = useWorkbench((s) => s.environments.all);
  const chosen = useWorkbench((s) => s.environment);
  const busy = useWorkbench((s) => s.run !== null);
  const names = Object.keys(all);
  if (names.length === 0) return null;
  return (
    <span className="environment-choice" data-testid="environment" data-chosen={chosen ?? ''}>
      <Select
        id={environmentChoiceId}
        label={t('Environment: {name}', { name: chosen ?? t('defaults') })}
        disabled={busy}
        value={chosen === null ? '.' : `=${chosen}`}
        options={[{ value: '.', label: t('Defaults'), note: t('Every parameter has its default') }, ...names.map((name) => ({ value: `=${name}`, label: name, note: Object.entries(all[name]!).flatMap(([p, v]) => (v === null ? [] : [`${p} ${String(v)}`])).join(', ') || null }))]}
        onChange={(value) => chooseEnvironment(value === '.' ? null : value.slice(1))}
      />
    </span>
  );
}
