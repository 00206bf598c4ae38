import { TypeIcon } from '../../results/type-icon.tsx';
import { shortType } from '../../results/type-kind.ts';
import { findColumn } from '../../../engine/core/schema.ts';
import { FieldFrame, fieldId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { columnsOfPort } from '../form/known-columns.ts';
import { useControlAria } from './control-aria.ts';
import type { FieldProps } from './field-props.ts';
import { shownText, storedText } from './stored-text.ts';
import { SuggestInput } from './suggest-input.tsx';
import { t } from '../../words/words.ts';

/** One column of an input; a name that is not there stays, in red. */
export function ColumnField({ spec, path, value }: FieldProps<'column'>) {
  const { set, inputs } = useFormScope();
  const aria = useControlAria(spec, path);
  const columns = columnsOfPort(inputs, spec.over);
  const text = shownText(value);
  const found = columns && findColumn(columns, text);
  return (
    <FieldFrame spec={spec} path={path} controlId={fieldId(path)}>
      <SuggestInput
        id={fieldId(path)}
        aria={aria}
        value={text}
        placeholder={columns ? t('Choose a column') : t('Type a column, or connect the input')}
        icon={found ? <TypeIcon type={found.type} /> : undefined}
        invalid={text !== '' && columns !== null && !found}
        suggestionsFor={(query) =>
          (columns ?? [])
            .filter((c) => c.name.toLowerCase().includes(query.toLowerCase()))
            .map((c) => ({ value: c.name, icon: <TypeIcon type={c.type} />, note: shortType(c.type) }))
        }
        empty={columns ? t('No column has such a name.') : t('The columns are known once the input is connected.')}
        onChange={(next) => set(path, storedText(spec, next))}
      />
    </FieldFrame>
  );
}
