import { X } from 'lucide-react';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useState } from 'react';
import { FieldFrame, fieldId } from '../form/field-frame.tsx';
import { useFormScope } from '../form/form-scope.ts';
import { useControlAria } from './control-aria.ts';
import { shownText } from './stored-text.ts';
import type { FieldProps } from './field-props.ts';
import { readTexts } from './read-texts.ts';
import { TextTries } from './text-tries.tsx';
import { t } from '../../words/words.ts';

/** Several short texts; Enter adds what was typed. */
export function TextsField({ spec, path, value }: FieldProps<'texts'>) {
  const { set } = useFormScope();
  const [draft, setDraft] = useState('');
  const aria = useControlAria(spec, path);
  const texts = Array.isArray(value) ? value.map((item) => shownText(item)) : [];
  const add = (typed: string) => {
    const fresh = readTexts(typed).filter((t, i, all) => !texts.includes(t) && all.indexOf(t) === i);
    if (fresh.length > 0) set(path, [...texts, ...fresh]);
    setDraft('');
  };
  const keyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      add(draft);
    } else if (event.key === 'Backspace' && draft === '' && texts.length > 0) set(path, texts.slice(0, -1));
  };
  const paste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain');
    if (!/[\n\r\t]/.test(text)) return;
    event.preventDefault();
    add(text);
  };
  return (
    <FieldFrame spec={spec} path={path} controlId={fieldId(path)}>
      <div className="text-field tokens">
        {texts.map((text) => (
          <span key={text} className="token">
            <span className={text === '' ? 'token-empty' : 'token-text'}>{text === '' ? t('empty text') : text}</span>
            <button type="button" aria-label={t('Remove {name}', { name: text === '' ? t('empty text') : text })} onClick={() => set(path, texts.filter((other) => other !== text))}>
              <X aria-hidden />
            </button>
          </span>
        ))}
        <input
          {...aria}
          id={fieldId(path)}
          value={draft}
          placeholder={texts.length === 0 ? t('Type a value, then Enter') : ''}
          spellCheck={false}
          onChange={(e) => setDraft(e.target.value)}
          onKeyDown={keyDown}
          onPaste={paste}
          onBlur={() => add(draft)}
        />
      </div>
      {spec.tries ? <TextTries kind={spec.tries} path={path} texts={draft.trim() === '' ? texts : [...texts, draft]} /> : null}
    </FieldFrame>
  );
}
