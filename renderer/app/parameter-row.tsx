import { Trash2 } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';
import { environmentValueProblem, type EnvironmentDraft } from './environment-drafts.ts';
import { parameterTypes, valueProblem, type ParameterDraft, type ParameterType } from './parameter-drafts.ts';
import { ValueInput } from './value-input.tsx';
import { t } from '../words/words.ts';

export interface ParameterRowProps {
  readonly draft: ParameterDraft;
  readonly sets: readonly EnvironmentDraft[];
  readonly problems: readonly (string | null)[];
  readonly onEdit: (part: Partial<ParameterDraft>) => void;
  readonly onValue: (set: EnvironmentDraft, text: string) => void;
  readonly onDelete: () => void;
}

/** A parameter with its default and its value in each environment; what is wrong with them stands below. */
export function ParameterRow({ draft, sets, problems, onEdit, onValue, onDelete }: ParameterRowProps) {
  const told = [...new Set(problems.filter((p) => p !== null))];
  const name = draft.name || t('the new parameter');
  return (
    <>
      <tr>
        <td>
          <input className="text-field mono" aria-label={t('Name of {name}', { name })} value={draft.name} spellCheck={false} autoFocus={draft.name === ''} aria-invalid={problems[0] != null} onChange={(e) => onEdit({ name: e.target.value })} />
        </td>
        <td>
          <select className="text-field" aria-label={t('Type of {name}', { name })} value={draft.type} onChange={(e) => onEdit({ type: e.target.value as ParameterType })}>
            {parameterTypes.map(({ value, label }) => (
              <option key={value} value={value}>
                {t(label)}
              </option>
            ))}
          </select>
        </td>
        <td>
          <ValueInput label={t('Default of {name}', { name })} type={draft.type} value={draft.text} empty={t('none')} invalid={valueProblem(draft.type, draft.text) !== null} onChange={(text) => onEdit({ text })} />
        </td>
        {sets.map((set) => (
          <td key={set.key}>
            <ValueInput label={t('{name} in {place}', { name, place: set.name || t('the new environment') })} type={draft.type} value={set.texts[draft.key] ?? ''} empty={draft.text === '' ? t('as default') : draft.text} invalid={environmentValueProblem(set, draft) !== null} onChange={(text) => onValue(set, text)} />
          </td>
        ))}
        <td>
          <IconButton label={t('Delete {name}', { name })} onClick={onDelete}>
            <Trash2 />
          </IconButton>
        </td>
      </tr>
      {told.length === 0 ? null : (
        <tr>
          <td colSpan={4 + sets.length}>
            {told.map((problem) => (
              <p key={problem} className="field-problem">
                {problem}
              </p>
            ))}
          </td>
        </tr>
      )}
    </>
  );
}
