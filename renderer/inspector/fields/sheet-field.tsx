import { Table2 } from 'lucide-react';
import { useEffect, useEffectEvent, useState } from 'react';
import type { SheetSize } from '../../../engine/api/contract.ts';
import { FieldFrame, fieldId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { useControlAria } from './control-aria.ts';
import type { FieldProps } from './field-props.ts';
import { sheetChoices } from './sheet-choices.ts';
import { shownText, storedText } from './stored-text.ts';
import { SuggestInput } from './suggest-input.tsx';
import { t } from '../../words/words.ts';

const delay = 250;

/** The name of a sheet, or a pattern of names, with the sheets of the workbook to choose from. */
export function SheetField({ spec, path, value }: FieldProps<'text'>) {
  const { set } = useFormScope();
  const aria = useControlAria(spec, path);
  const { sheets, failure } = useSheets();
  const text = shownText(value);
  const choices = sheets === null ? [] : sheetChoices(sheets);
  return (
    <FieldFrame spec={spec} path={path} controlId={fieldId(path)}>
      <SuggestInput
        id={fieldId(path)}
        aria={aria}
        value={text}
        placeholder={sheets?.[0] ? sheets[0].name : (spec.placeholder ?? '')}
        suggestionsFor={(query) => choices.filter((c) => c.value.toLowerCase().includes(query.toLowerCase())).map((c) => ({ ...c, icon: <Table2 aria-hidden /> }))}
        empty={failure ?? (sheets === null ? t('The sheets are being listed.') : t('No sheet has such a name.'))}
        onChange={(next) => set(path, storedText(spec, next))}
      />
    </FieldFrame>
  );
}

/** The sheets of the workbook, listed anew when another one is named. */
function useSheets(): { readonly sheets: readonly SheetSize[] | null; readonly failure: string | null } {
  const { services, values } = useFormScope();
  const [answer, setAnswer] = useState<{ readonly file: string; readonly sheets: readonly SheetSize[] | null; readonly failure: string | null }>({ file: '', sheets: null, failure: null });
  const file = typeof values['path'] === 'string' ? values['path'] : '';
  const list = useEffectEvent(() => services.listSheets());
  useEffect(() => {
    if (file === '') return;
    let current = true;
    // A path that is typed is asked for once it rests.
    const timer = setTimeout(() => {
      list().then(
        (sheets) => current && setAnswer({ file, sheets, failure: null }),
        (error: unknown) => current && setAnswer({ file, sheets: null, failure: error instanceof Error ? error.message : String(error) }),
      );
    }, delay);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [file]);
  if (file === '') return { sheets: null, failure: t('Choose a workbook, then its sheets are listed here.') };
  return answer.file === file ? answer : { sheets: null, failure: null };
}
