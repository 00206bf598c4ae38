import { TextCursorInput, Trash2 } from 'lucide-react';
import { useState } from 'react';
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
  const [open, setOpen] = useState(false);
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
          <ValueInput label={t('Default of {name}', { name })} type={draft.type} value={draft.text} empty={t('none##default')} invalid={valueProblem(draft.type, draft.text) !== null} onChange={(text) => onEdit({ text })} />
        </td>
        {sets.map((set) => (
          <td key={set.key}>
            <ValueInput label={t('{name} in {place}', { name, place: set.name || t('the new environment') })} type={draft.type} value={set.texts[draft.key] ?? ''} empty={draft.text === '' ? t('as default') : draft.text} invalid={environmentValueProblem(set, draft) !== null} onChange={(text) => onValue(set, text)} />
          </td>
        ))}
        <td className="parameter-buttons">
          <IconButton label={t('Form of {name}', { name })} aria-expanded={open} onClick={() => setOpen(!open)} data-testid={`parameter-form-${draft.name}`}>
            <TextCursorInput />
          </IconButton>
          <IconButton label={t('Delete {name}', { name })} onClick={onDelete}>
            <Trash2 />
          </IconButton>
        </td>
      </tr>
      {open ? <FormWords draft={draft} name={name} columns={4 + sets.length} onEdit={onEdit} /> : null}
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

/** How the parameter looks in the form of a node that uses this flow as a component. */
function FormWords({ draft, name, columns, onEdit }: { readonly draft: ParameterDraft; readonly name: string; readonly columns: number; readonly onEdit: ParameterRowProps['onEdit'] }) {
  const field = (key: 'label' | 'group' | 'help', label: string, placeholder: string) => (
    <label>
      {label}
      <input className="text-field" aria-label={t('{label} of {name}', { label, name })} value={draft[key]} placeholder={placeholder} onChange={(e) => onEdit({ [key]: e.target.value })} />
    </label>
  );
  return (
    <tr>
      <td colSpan={columns}>
        <div className="parameter-words">
          {field('label', t('Label'), draft.name)}
          {field('group', t('Group'), t('none'))}
          {field('help', t('Help'), t('One sentence below the field'))}
          <label>
            {t('Choices, one a line')}
            <textarea className="text-field" aria-label={t('Choices of {name}', { name })} rows={3} value={draft.choices} placeholder={t('any value')} spellCheck={false} onChange={(e) => onEdit({ choices: e.target.value })} />
          </label>
        </div>
      </td>
    </tr>
  );
}
