import { useEffect, useEffectEvent, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react';
import type { Ref } from 'react';
import type { Diagnostic } from '../../../engine/core/diagnostic.ts';
import type { CodeEditor } from './code-editor.ts';
import type { CodeKnowledge } from './completion-items.ts';

export interface CodeFieldProps {
  readonly ref?: Ref<CodeFieldHandle>;
  readonly id: string;
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly knowledge: CodeKnowledge;
  readonly diagnostics: readonly Diagnostic[];
  readonly describedBy?: string | undefined;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  /** What a new node comes with; focusing it selects it, so that typing replaces it. */
  readonly preset?: string;
}

export interface CodeFieldHandle {
  readonly focus: () => void;
}

const lineHeight = 19;
const tallest = 15 * lineHeight;

/** A field for code that grows with its text: a plain text area at once, Monaco in its place as soon as it is loaded. */
export function CodeField({ ref, id, label, value, placeholder, knowledge, diagnostics, describedBy, onChange, onBlur, preset = '' }: CodeFieldProps) {
  const host = useRef<HTMLDivElement>(null);
  const area = useRef<HTMLTextAreaElement>(null);
  const editor = useRef<CodeEditor | null>(null);
  const [ready, setReady] = useState(false);
  const [height, setHeight] = useState(0);
  const { language } = knowledge;
  const statement = language !== 'expression';
  const least = (statement ? 5 : 1) * lineHeight + 8;
  const invalid = diagnostics.some((d) => d.severity === 'error');

  const latest = useRef({ value, knowledge, diagnostics, preset });
  useLayoutEffect(() => {
    latest.current = { value, knowledge, diagnostics, preset };
  });
  const changed = useEffectEvent((next: string) => onChange(next));
  const blurred = useEffectEvent(() => onBlur?.());

  useEffect(() => {
    let gone = false;
    void import('./code-editor.ts').then(({ createCodeEditor }) => {
      if (gone || !host.current) return;
      const caret = document.activeElement === area.current ? (area.current?.selectionStart ?? null) : null;
      editor.current = createCodeEditor({
        host: host.current,
        value: latest.current.value,
        label,
        placeholder,
        statement,
        language: language === 'javascript' || language === 'python' ? language : null,
        knowledge: () => latest.current.knowledge,
        onChange: changed,
        onHeight: setHeight,
        onBlur: blurred,
        untouched: () => latest.current.value !== '' && latest.current.value === latest.current.preset,
      });
      editor.current.setDiagnostics(latest.current.diagnostics);
      setReady(true);
      if (caret !== null) editor.current.focus(caret);
    });
    return () => {
      gone = true;
      editor.current?.dispose();
      editor.current = null;
    };
  }, [label, placeholder, statement, language]);

  useEffect(() => editor.current?.setValue(value), [value]);
  useEffect(() => editor.current?.setDiagnostics(diagnostics), [diagnostics]);
  useImperativeHandle(ref, () => ({ focus: () => (editor.current ? editor.current.focus(null) : area.current?.focus()) }), []);

  const lines = value.split('\n').length;
  const shown = Math.min(tallest, Math.max(least, ready ? height : lines * lineHeight + 8));
  return (
    <div id={id} className="code-field nokey nodrag nowheel" data-code-field="" data-invalid={invalid ? '' : undefined} tabIndex={-1} onFocus={(e) => (e.target === e.currentTarget ? editor.current?.focus(null) : undefined)}>
      {ready ? null : (
        <textarea
          ref={area}
          className="code-plain"
          data-statement={statement ? '' : undefined}
          aria-label={label}
          aria-invalid={invalid}
          aria-describedby={describedBy}
          placeholder={placeholder}
          spellCheck={false}
          value={value}
          rows={1}
          style={{ height: shown }}
          onChange={(e) => onChange(e.target.value)}
          onBlur={onBlur}
        />
      )}
      <div ref={host} className="code-host" style={{ height: ready ? shown : 0 }} />
    </div>
  );
}
