import { TypeIcon } from '../../results/type-icon.tsx';
import { matchingTypes } from '../form/duckdb-types.ts';
import { FieldFrame, fieldId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { useControlAria } from './control-aria.ts';
import type { FieldProps } from './field-props.ts';
import { shownText, storedText } from './stored-text.ts';
import type { Suggestion } from './suggest-input.tsx';
import { SuggestInput } from './suggest-input.tsx';
import { t } from '../../words/words.ts';

export const typeSuggestions = (query: string): readonly Suggestion[] =>
  matchingTypes(query).map(({ type, meaning }) => ({ value: type, icon: <TypeIcon type={type} />, note: t(meaning) }));

/** A DuckDB type, from the list or typed. */
export function TypeField({ spec, path, value }: FieldProps<'type'>) {
  const { set } = useFormScope();
  const aria = useControlAria(spec, path);
  const text = shownText(value);
  return (
    <FieldFrame spec={spec} path={path} controlId={fieldId(path)}>
      <SuggestInput
        id={fieldId(path)}
        aria={aria}
        value={text}
        placeholder={t('Type, such as DECIMAL(8,2)')}
        icon={text === '' ? undefined : <TypeIcon type={text} />}
        suggestionsFor={typeSuggestions}
        empty={t('Not in the list; the text is used as it is.')}
        onChange={(next) => set(path, storedText(spec, next))}
      />
    </FieldFrame>
  );
}
