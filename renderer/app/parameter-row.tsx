import { Trash2 } from 'lucide-react';
import { IconButton } from '../ui/icon-button.tsx';
import { environmentValueProblem, type EnvironmentDraft } from './environment-drafts.ts';
import { parameterTypes, valueProblem, type ParameterDraft, type ParameterType } from './parameter-drafts.ts';
import { ValueInput } from './value-input.tsx';

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
  const name = draft.name || 'the new parameter';
  return (
    <>
      <tr>
        <td>
          <input className="text-field mono" aria-label={`Name of ${name}`} value={draft.name} spellCheck={false} autoFocus={draft.name === ''} aria-invalid={problems[0] != null} onChange={(e) => onEdit({ name: e.target.value })} />
        </td>
        <td>
          <select className="text-field" aria-label={`Type of ${name}`} value={draft.type} onChange={(e) => onEdit({ type: e.target.value as ParameterType })}>
            {parameterTypes.map((t) => (
              <option key={t.value} value={t.value}>
                {t.label}
              </option>
            ))}
          </select>
        </td>
        <td>
          <ValueInput label={`Default of ${name}`} type={draft.type} value={draft.text} empty="none" invalid={valueProblem(draft.type, draft.text) !== null} onChange={(text) => onEdit({ text })} />
        </td>
        {sets.map((set) => (
          <td key={set.key}>
            <ValueInput label={`${name} in ${set.name || 'the new environment'}`} type={draft.type} value={set.texts[draft.key] ?? ''} empty={draft.text === '' ? 'as default' : draft.text} invalid={environmentValueProblem(set, draft) !== null} onChange={(text) => onValue(set, text)} />
          </td>
        ))}
        <td>
          <IconButton label={`Delete ${name}`} onClick={onDelete}>
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
